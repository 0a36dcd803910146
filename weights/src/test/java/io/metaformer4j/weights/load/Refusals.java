package io.metaformer4j.weights.load;

import static io.metaformer4j.weights.load.Networks.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import java.util.Map;

/** Weights that a loader must not take. */
final class Refusals {

    private Refusals() {}

    /** How the loader of a model refuses tensors. */
    static CheckpointMismatchException refused(String model, Map<String, WeightTensor> tensors) {
        CheckpointMismatchException error =
                catchThrowableOfType(CheckpointMismatchException.class, () -> WeightsLoader.of(model(model))
                        .load(tensors));
        assertThat(error).as("the loader must refuse").isNotNull();
        return error;
    }
}
