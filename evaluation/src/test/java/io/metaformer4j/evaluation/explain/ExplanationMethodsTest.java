package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every method keeps the contract of explainers, and has a name. */
class ExplanationMethodsTest {

    @Test
    void every_method_is_found_by_its_names() {
        for (ExplanationMethod method : ExplanationMethod.values()) {
            assertThat(ExplanationMethod.named(method.label())).isEqualTo(method);
            assertThat(ExplanationMethod.named(method.name())).isEqualTo(method);
            assertThat(ExplanationMethod.named(method.title())).isEqualTo(method);
        }
        assertThat(ExplanationMethod.named("GradCAMPlusPlus")).isEqualTo(ExplanationMethod.GRAD_CAM_PLUS_PLUS);
    }

    @Test
    void an_unknown_method_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> ExplanationMethod.named("gradcan"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("'gradcan'", "integratedgradients", "did you mean gradcam?");
    }

    @Test
    void settings_that_mean_nothing_are_refused() {
        ExplanationSettings full = ExplanationSettings.of(ExplanationMethod.FULL_GRAD);
        assertThatThrownBy(() -> full.withModules("stages.1"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("FullGrad", "stages.1");
        assertThatThrownBy(() -> full.withSmoothing(false, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("FullGrad", "eigen");
        for (int[] limits : List.of(new int[] {0, 1, 1}, new int[] {1, 0, 1}, new int[] {1, 1, 0})) {
            assertThatThrownBy(() -> full.withLimits(limits[0], limits[1], limits[2]))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("at least 1");
        }
    }

    @Nested
    class PlusPlus extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.GRAD_CAM_PLUS_PLUS);
        }
    }

    @Nested
    class HiRes extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.HI_RES_CAM);
        }
    }

    @Nested
    class XGrad extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.X_GRAD_CAM);
        }
    }

    @Nested
    class Layer extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.LAYER_CAM);
        }
    }

    @Nested
    class ElementWise extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.GRAD_CAM_ELEMENT_WISE);
        }
    }

    @Nested
    class Eigen extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.EIGEN_CAM);
        }

        @Override
        boolean dependsOnClass() {
            return false;
        }

        @Override
        boolean needsMoreThanAnswers() {
            return false;
        }
    }

    @Nested
    class EigenGrad extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.EIGEN_GRAD_CAM);
        }
    }

    @Nested
    class Score extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.SCORE_CAM).withLimits(3, Integer.MAX_VALUE, 1);
        }

        @Override
        boolean needsMoreThanAnswers() {
            return false;
        }
    }

    @Nested
    class Ablation extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.ABLATION_CAM).withLimits(5, Integer.MAX_VALUE, 1);
        }
    }

    @Nested
    class FullGradient extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.FULL_GRAD);
        }

        @Override
        int side() {
            return INPUT;
        }
    }

    @Nested
    class Integrated extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.INTEGRATED_GRADIENTS)
                    .withLimits(3, 1, 7);
        }

        @Override
        int side() {
            return INPUT;
        }
    }

    @Nested
    class EigenSmoothed extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.HI_RES_CAM).withSmoothing(false, true);
        }
    }

    @Nested
    class AugmentationSmoothed extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.GRAD_CAM_ELEMENT_WISE)
                    .withSmoothing(true, false);
        }

        @Override
        int side() {
            return INPUT;
        }
    }

    @Nested
    class SeveralModules extends MethodExplainerContractTest {
        @Override
        ExplanationSettings settings() {
            return ExplanationSettings.of(ExplanationMethod.GRAD_CAM_ELEMENT_WISE)
                    .withModules("stages.0", "stages.1.blocks.0");
        }

        @Override
        int side() {
            return INPUT;
        }
    }
}
