package io.metaformer4j.runtime.plan;

/** One method for each kind of step. */
public interface StepVisitor<R> {

    R convolve(LinearStep.Convolve step);

    R depthwise(LinearStep.Depthwise step);

    R product(LinearStep.Product step);

    R mixTokens(LinearStep.MixTokens step);

    R pool(MixingStep.Pool step);

    R attend(MixingStep.Attend step);

    R magnitude(MixingStep.Magnitudes step);

    R join(MixingStep.Join step);

    R mean(MixingStep.Mean step);

    R layerNormalize(NormStep.LayerNormalize step);

    R groupNormalize(NormStep.GroupNormalize step);

    R statistics(NormStep.Statistics step);

    R standardize(NormStep.Standardize step);

    R affine(ElementStep.Affine step);

    R add(ElementStep.Add step);

    R addMap(ElementStep.AddMap step);

    R activate(ElementStep.Activate step);

    R picture(BoundaryStep.PictureInput step);

    R export(BoundaryStep.Export step);

    R poolMix(FusedStep.PoolMix step);

    R addMagnitude(FusedStep.AddMagnitude step);

    R chain(FusedStep.Chain step);

    R narrowed(FusedStep.Narrowed step);

    R narrowConvolve(FusedStep.NarrowConvolve step);
}
