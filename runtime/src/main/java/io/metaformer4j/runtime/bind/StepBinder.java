package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.MixingStep;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.StepVisitor;

/** Gives every kind of step its memory and its code. */
public record StepBinder(Binding binding) implements StepVisitor<BoundStep> {

    @Override
    public BoundStep convolve(LinearStep.Convolve step) {
        return new ConvolutionBinder(binding).convolve(step);
    }

    @Override
    public BoundStep depthwise(LinearStep.Depthwise step) {
        return new ConvolutionBinder(binding).depthwise(step);
    }

    @Override
    public BoundStep product(LinearStep.Product step) {
        return new ProductBinder(binding).product(step);
    }

    @Override
    public BoundStep mixTokens(LinearStep.MixTokens step) {
        return new MixingBinder(binding).mixTokens(step);
    }

    @Override
    public BoundStep pool(MixingStep.Pool step) {
        return new PoolBinder(binding).pool(step);
    }

    @Override
    public BoundStep attend(MixingStep.Attend step) {
        return new MixingBinder(binding).attend(step);
    }

    @Override
    public BoundStep magnitude(MixingStep.Magnitudes step) {
        return new ElementBinder(binding).magnitude(step);
    }

    @Override
    public BoundStep join(MixingStep.Join step) {
        return new MixingBinder(binding).join(step);
    }

    @Override
    public BoundStep mean(MixingStep.Mean step) {
        return new MixingBinder(binding).mean(step);
    }

    @Override
    public BoundStep layerNormalize(NormStep.LayerNormalize step) {
        return new NormBinder(binding).layerNormalize(step);
    }

    @Override
    public BoundStep groupNormalize(NormStep.GroupNormalize step) {
        return new NormBinder(binding).groupNormalize(step);
    }

    @Override
    public BoundStep statistics(NormStep.Statistics step) {
        return new NormBinder(binding).statistics(step);
    }

    @Override
    public BoundStep standardize(NormStep.Standardize step) {
        return new NormBinder(binding).standardize(step);
    }

    @Override
    public BoundStep affine(ElementStep.Affine step) {
        return new ElementBinder(binding).affine(step);
    }

    @Override
    public BoundStep add(ElementStep.Add step) {
        return new ElementBinder(binding).add(step);
    }

    @Override
    public BoundStep addMap(ElementStep.AddMap step) {
        return new ElementBinder(binding).addMap(step);
    }

    @Override
    public BoundStep activate(ElementStep.Activate step) {
        return new ElementBinder(binding).activate(step);
    }

    @Override
    public BoundStep picture(BoundaryStep.PictureInput step) {
        return new BoundaryBinder(binding).picture(step);
    }

    @Override
    public BoundStep export(BoundaryStep.Export step) {
        return new BoundaryBinder(binding).export(step);
    }

    @Override
    public BoundStep poolMix(FusedStep.PoolMix step) {
        return new PoolBinder(binding).poolMix(step);
    }

    @Override
    public BoundStep addMagnitude(FusedStep.AddMagnitude step) {
        return new ElementBinder(binding).addMagnitude(step);
    }

    @Override
    public BoundStep chain(FusedStep.Chain step) {
        return new ProductBinder(binding).chain(step);
    }

    @Override
    public BoundStep narrowed(FusedStep.Narrowed step) {
        return new NarrowBinder(binding).bind(step);
    }

    @Override
    public BoundStep narrowConvolve(FusedStep.NarrowConvolve step) {
        return new NarrowConvolution(binding).bind(step);
    }
}
