package io.metaformer4j.training.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The three parameters of {@code optimizer/traces.json} and their gradients. */
public final class TracedParameters {

    /** The fixture. */
    public static final JsonNode FIXTURE = Fixtures.json("optimizer/traces.json");

    private TracedParameters() {}

    /** A matrix, a kernel and a vector with their first values, in the open scope. */
    public static List<Parameter> parameters() {
        return List.of(parameter("w", 4, 3), parameter("k", 2, 3, 2, 2), parameter("b", 5));
    }

    private static Parameter parameter(String name, long... shape) {
        Tensor tensor = Tensors.of(Fixtures.floats(FIXTURE.get("params").get(name)), shape);
        tensor.set_requires_grad(true);
        return new Parameter(name, tensor);
    }

    /** Gives all parameters the gradients of a step. */
    public static void setGradients(List<Parameter> parameters, int step) {
        parameters.forEach(parameter -> setGradient(parameter, step));
    }

    /** Gives one parameter its gradient of a step. */
    public static void setGradient(Parameter parameter, int step) {
        float[] values = Fixtures.floats(FIXTURE.get("grads").get(step).get(parameter.name()));
        parameter
                .tensor()
                .mutable_grad()
                .put(Tensors.of(values, parameter.tensor().shape()));
    }
}
