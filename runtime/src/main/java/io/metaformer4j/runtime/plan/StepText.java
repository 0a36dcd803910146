package io.metaformer4j.runtime.plan;

import java.util.Optional;

/** Steps in one line each. */
final class StepText implements StepVisitor<String> {

    @Override
    public String convolve(LinearStep.Convolve step) {
        int k = step.window().kernel();
        return "convolution " + k + "x" + k + "/" + step.window().stride() + " to "
                + step.out().channels() + " channels";
    }

    @Override
    public String depthwise(LinearStep.Depthwise step) {
        return (step.addend().isPresent() ? "x += " : "") + "depthwise " + step.kernel() + "x" + step.kernel() + " of "
                + step.out().channels() + " channels";
    }

    @Override
    public String product(LinearStep.Product step) {
        StringBuilder text = new StringBuilder(step.addend().isPresent() ? "x += " : "");
        String product = "product " + step.weight() + (step.bias().isPresent() ? " + bias" : "");
        text.append(step.fold().isPresent() ? "r * (" + product + " - mu * omega)" : product);
        step.activation().ifPresent(function -> text.append(", ").append(function));
        return text.toString();
    }

    @Override
    public String mixTokens(LinearStep.MixTokens step) {
        return "token matrix " + step.tokens() + "x" + step.tokens();
    }

    @Override
    public String pool(MixingStep.Pool step) {
        return "mean pooling " + step.kernel() + "x" + step.kernel() + (step.subtractsInput() ? " - x" : "");
    }

    @Override
    public String attend(MixingStep.Attend step) {
        return (step.in().half() ? "bf16: " : "") + "attention of " + step.heads() + " heads of " + step.headDim();
    }

    @Override
    public String magnitude(MixingStep.Magnitudes step) {
        return "magnitudes, " + step.scalarChannels() + " channels without a sine";
    }

    @Override
    public String join(MixingStep.Join step) {
        return "joining of " + step.parts().size() + " maps";
    }

    @Override
    public String mean(MixingStep.Mean step) {
        return "mean over all positions";
    }

    @Override
    public String layerNormalize(NormStep.LayerNormalize step) {
        return "layer norm" + (step.weight().isPresent() || step.bias().isPresent() ? "" : " without weights");
    }

    @Override
    public String groupNormalize(NormStep.GroupNormalize step) {
        return "group norm of " + step.groups() + (step.groups() == 1 ? " group" : " groups");
    }

    @Override
    public String statistics(NormStep.Statistics step) {
        return "statistics";
    }

    @Override
    public String standardize(NormStep.Standardize step) {
        return "(x - mu) * r * weight + bias";
    }

    @Override
    public String affine(ElementStep.Affine step) {
        return "factor * x" + (step.shift().isPresent() ? " + shift" : "") + " per channel";
    }

    @Override
    public String add(ElementStep.Add step) {
        return "x += " + (step.factor().isPresent() ? "factor * " : "") + "branch"
                + (step.shift().isPresent() ? " + shift" : "");
    }

    @Override
    public String addMap(ElementStep.AddMap step) {
        return "x + map";
    }

    @Override
    public String activate(ElementStep.Activate step) {
        return step.function().toString();
    }

    @Override
    public String picture(BoundaryStep.PictureInput step) {
        return "picture, normalised, channels last";
    }

    @Override
    public String export(BoundaryStep.Export step) {
        return "output " + step.output().name();
    }

    @Override
    public String poolMix(FusedStep.PoolMix step) {
        return (step.residual().isPresent() ? "residual * x" : "x") + " + factor * r * (mean pooling " + step.kernel()
                + "x" + step.kernel() + " - x)" + (step.outStatistics().isPresent() ? ", statistics" : "");
    }

    @Override
    public String addMagnitude(FusedStep.AddMagnitude step) {
        return "x += factor * magnitudes" + (step.outStatistics().isPresent() ? ", statistics" : "");
    }

    @Override
    public String chain(FusedStep.Chain step) {
        return "by rows: " + product(step.first()) + "; " + product(step.second());
    }

    @Override
    public String narrowed(FusedStep.Narrowed step) {
        return type(step.first().bytes()) + ": "
                + normed(step.norm())
                + product(step.first().product())
                + step.second().map(layer -> "; " + product(layer.product())).orElse("");
    }

    @Override
    public String narrowConvolve(FusedStep.NarrowConvolve step) {
        return type(step.bytes()) + ": " + normed(step.norm()) + convolve(step.convolution());
    }

    private static String type(Optional<FusedStep.Bytes> bytes) {
        return bytes.isPresent() ? "int8" : "bf16";
    }

    private static String normed(Optional<NormStep> norm) {
        return norm.map(step -> step.describe() + "; ").orElse("");
    }
}
