package io.metaformer4j.runtime.fusion;

import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.MixingStep;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.StepMatcher;
import java.util.Optional;

/** The kinds of step that fusions look for: each finds steps of its kind and is empty for all others. */
public final class StepKinds {

    /** Linear functions of channels. */
    public static final Kind<LinearStep.Product> PRODUCT = new Kind<>() {
        @Override
        public Optional<LinearStep.Product> product(LinearStep.Product step) {
            return Optional.of(step);
        }
    };

    /** Strided convolutions. */
    public static final Kind<LinearStep.Convolve> CONVOLVE = new Kind<>() {
        @Override
        public Optional<LinearStep.Convolve> convolve(LinearStep.Convolve step) {
            return Optional.of(step);
        }
    };

    /** Depthwise convolutions. */
    public static final Kind<LinearStep.Depthwise> DEPTHWISE = new Kind<>() {
        @Override
        public Optional<LinearStep.Depthwise> depthwise(LinearStep.Depthwise step) {
            return Optional.of(step);
        }
    };

    /** Factors and shifts of channels. */
    public static final Kind<ElementStep.Affine> AFFINE = new Kind<>() {
        @Override
        public Optional<ElementStep.Affine> affine(ElementStep.Affine step) {
            return Optional.of(step);
        }
    };

    /** Sums. */
    public static final Kind<ElementStep.Add> ADD = new Kind<>() {
        @Override
        public Optional<ElementStep.Add> add(ElementStep.Add step) {
            return Optional.of(step);
        }
    };

    /** Non-linearities. */
    public static final Kind<ElementStep.Activate> ACTIVATE = new Kind<>() {
        @Override
        public Optional<ElementStep.Activate> activate(ElementStep.Activate step) {
            return Optional.of(step);
        }
    };

    /** Layer normalisations. */
    public static final Kind<NormStep.LayerNormalize> LAYER_NORM = new Kind<>() {
        @Override
        public Optional<NormStep.LayerNormalize> layerNormalize(NormStep.LayerNormalize step) {
            return Optional.of(step);
        }
    };

    /** Group normalisations of one group on maps. */
    public static final Kind<NormStep.GroupNormalize> WHOLE_NORM = new Kind<>() {
        @Override
        public Optional<NormStep.GroupNormalize> groupNormalize(NormStep.GroupNormalize step) {
            return Optional.of(step).filter(norm -> norm.groups() == 1);
        }
    };

    /** Statistics of maps. */
    public static final Kind<NormStep.Statistics> STATISTICS = new Kind<>() {
        @Override
        public Optional<NormStep.Statistics> statistics(NormStep.Statistics step) {
            return Optional.of(step);
        }
    };

    /** Poolings. */
    public static final Kind<MixingStep.Pool> POOL = new Kind<>() {
        @Override
        public Optional<MixingStep.Pool> pool(MixingStep.Pool step) {
            return Optional.of(step);
        }
    };

    /** Attention. */
    public static final Kind<MixingStep.Attend> ATTEND = new Kind<>() {
        @Override
        public Optional<MixingStep.Attend> attend(MixingStep.Attend step) {
            return Optional.of(step);
        }
    };

    /** Geometric magnitudes. */
    public static final Kind<MixingStep.Magnitudes> MAGNITUDE = new Kind<>() {
        @Override
        public Optional<MixingStep.Magnitudes> magnitude(MixingStep.Magnitudes step) {
            return Optional.of(step);
        }
    };

    /** Pooling branches. */
    public static final Kind<FusedStep.PoolMix> POOL_MIX = new Kind<>() {
        @Override
        public Optional<FusedStep.PoolMix> poolMix(FusedStep.PoolMix step) {
            return Optional.of(step);
        }
    };

    /** Sums with geometric magnitudes. */
    public static final Kind<FusedStep.AddMagnitude> ADD_MAGNITUDE = new Kind<>() {
        @Override
        public Optional<FusedStep.AddMagnitude> addMagnitude(FusedStep.AddMagnitude step) {
            return Optional.of(step);
        }
    };

    /** What is left of norms of whole maps. */
    public static final Kind<NormStep.Standardize> STANDARDIZE = new Kind<>() {
        @Override
        public Optional<NormStep.Standardize> standardize(NormStep.Standardize step) {
            return Optional.of(step);
        }
    };

    /** Products of fewer bits. */
    public static final Kind<FusedStep.Narrowed> NARROWED = new Kind<>() {
        @Override
        public Optional<FusedStep.Narrowed> narrowed(FusedStep.Narrowed step) {
            return Optional.of(step);
        }
    };

    /** Strided convolutions of fewer bits. */
    public static final Kind<FusedStep.NarrowConvolve> NARROW_CONVOLVE = new Kind<>() {
        @Override
        public Optional<FusedStep.NarrowConvolve> narrowConvolve(FusedStep.NarrowConvolve step) {
            return Optional.of(step);
        }
    };

    private StepKinds() {}

    /** Finds steps of one kind. */
    public interface Kind<S extends PlanStep> extends StepMatcher<Optional<S>> {
        @Override
        default Optional<S> other(PlanStep step) {
            return Optional.empty();
        }
    }
}
