package io.metaformer4j.runtime.plan;

import java.util.List;

/** A step that reads one value and writes another one. */
public sealed interface MapStep extends PlanStep
        permits LinearStep.Convolve,
                LinearStep.MixTokens,
                ElementStep.Affine,
                ElementStep.AddMap,
                ElementStep.Activate,
                MixingStep.Pool,
                MixingStep.Attend,
                MixingStep.Mean,
                NormStep.LayerNormalize,
                NormStep.GroupNormalize,
                NormStep.Statistics {

    /** What it reads. */
    PlanValue in();

    /** What it writes. */
    PlanValue out();

    @Override
    default List<PlanValue> reads() {
        return List.of(in());
    }

    @Override
    default List<PlanValue> writes() {
        return List.of(out());
    }
}
