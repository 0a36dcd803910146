package io.metaformer4j.runtime.plan;

/** A visitor that looks for a few kinds of step and says one thing of all others. */
public interface StepMatcher<R> extends StepVisitor<R> {

    /** Of a step of no kind that is looked for. */
    R other(PlanStep step);

    @Override
    default R convolve(LinearStep.Convolve step) {
        return other(step);
    }

    @Override
    default R depthwise(LinearStep.Depthwise step) {
        return other(step);
    }

    @Override
    default R product(LinearStep.Product step) {
        return other(step);
    }

    @Override
    default R mixTokens(LinearStep.MixTokens step) {
        return other(step);
    }

    @Override
    default R pool(MixingStep.Pool step) {
        return other(step);
    }

    @Override
    default R attend(MixingStep.Attend step) {
        return other(step);
    }

    @Override
    default R magnitude(MixingStep.Magnitudes step) {
        return other(step);
    }

    @Override
    default R join(MixingStep.Join step) {
        return other(step);
    }

    @Override
    default R mean(MixingStep.Mean step) {
        return other(step);
    }

    @Override
    default R layerNormalize(NormStep.LayerNormalize step) {
        return other(step);
    }

    @Override
    default R groupNormalize(NormStep.GroupNormalize step) {
        return other(step);
    }

    @Override
    default R statistics(NormStep.Statistics step) {
        return other(step);
    }

    @Override
    default R standardize(NormStep.Standardize step) {
        return other(step);
    }

    @Override
    default R affine(ElementStep.Affine step) {
        return other(step);
    }

    @Override
    default R add(ElementStep.Add step) {
        return other(step);
    }

    @Override
    default R addMap(ElementStep.AddMap step) {
        return other(step);
    }

    @Override
    default R activate(ElementStep.Activate step) {
        return other(step);
    }

    @Override
    default R picture(BoundaryStep.PictureInput step) {
        return other(step);
    }

    @Override
    default R export(BoundaryStep.Export step) {
        return other(step);
    }

    @Override
    default R poolMix(FusedStep.PoolMix step) {
        return other(step);
    }

    @Override
    default R addMagnitude(FusedStep.AddMagnitude step) {
        return other(step);
    }

    @Override
    default R chain(FusedStep.Chain step) {
        return other(step);
    }

    @Override
    default R narrowed(FusedStep.Narrowed step) {
        return other(step);
    }

    @Override
    default R narrowConvolve(FusedStep.NarrowConvolve step) {
        return other(step);
    }
}
