package io.metaformer4j.evaluation.explain;

import io.metaformer4j.models.LoadedModel;

class GradCamContractTest extends ExplainerContractTest {

    @Override
    Explainer explainer(LoadedModel network) {
        return GradCam.ofLastStage(network);
    }

    /** Of 16x16 pixels, the stem and the second of two stages leave a half each. */
    @Override
    int side() {
        return 4;
    }

    @Override
    boolean needsMoreThanAnswers() {
        return true;
    }
}
