package io.metaformer4j.evaluation.explain;

import io.metaformer4j.models.LoadedModel;

/** The contract for one method; {@link ExplanationMethodsTest} has a class for each. */
abstract class MethodExplainerContractTest extends ExplainerContractTest {

    /** Of 16x16 pixels, the stem and the second of two stages leave a half each. */
    static final int LAST_STAGE = 4;

    static final int INPUT = 16;

    /** The method under test. */
    abstract ExplanationSettings settings();

    @Override
    Explainer explainer(LoadedModel network) {
        return MethodExplainer.of(network, settings());
    }

    @Override
    int side() {
        return LAST_STAGE;
    }

    @Override
    boolean needsMoreThanAnswers() {
        return true;
    }
}
