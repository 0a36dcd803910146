package io.metaformer4j.torch;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Output;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Forward and backward passes for the gradients of scores, in an open scope of a thread that records gradients.
 *
 * @param network the network
 */
record GradientPasses(TorchNetwork network) {

    /** A result behind which a bias was added. */
    private record Biased(String operation, FloatArray bias, Tensor result) {}

    /** The input or an activation, and the gradient of a score with respect to it. */
    Gradients.ActivationGradient gradient(Tensor input, Output at, int... classes) {
        return at.equals(Output.INPUT) ? inputGradient(input, classes) : activationGradient(input, at, classes);
    }

    private Gradients.ActivationGradient inputGradient(Tensor input, int... classes) {
        input.set_requires_grad(true); // a tensor of this call's own, though its memory may be the caller's
        return gradientOf(network.forward(input), input, classes);
    }

    private Gradients.ActivationGradient activationGradient(Tensor input, Output at, int... classes) {
        Tensor[] kept = new Tensor[1];
        ActivationObserver observer = (module, output) -> {
            if (Output.activation(module).equals(at)) {
                kept[0] = output.retainReference(); // the scope of its block would free it
            }
        };
        try {
            Tensor logits = network.forward(input, observer);
            if (kept[0] == null) {
                throw new MetaFormerException(
                        "gradients are computed for the input and for activations of modules, e.g. stages.3, not for "
                                + at.name());
            }
            return gradientOf(logits, kept[0], classes);
        } finally {
            if (kept[0] != null) {
                kept[0].releaseReference();
            }
        }
    }

    private static Gradients.ActivationGradient gradientOf(Tensor logits, Tensor activation, int... classes) {
        try (TensorVector scores = new TensorVector(score(logits, classes));
                TensorVector inputs = new TensorVector(activation);
                TensorVector gradient = torch.grad(scores, inputs)) {
            return found(activation, gradient.get(0), logits);
        }
    }

    /** The scores of all pictures together; the gradients of different pictures do not mix. */
    private static Tensor score(Tensor logits, int... classes) {
        Tensor columns = Tensors.of(classes, 0, classes.length).unsqueeze(1).to(logits.device(), torch.ScalarType.Long);
        return logits.gather(1, columns).sum();
    }

    private static Gradients.ActivationGradient found(Tensor activation, Tensor gradient, Tensor logits) {
        return new Gradients.ActivationGradient(
                TorchInference.plain(activation), TorchInference.plain(gradient), TorchInference.plain(logits));
    }

    /** The gradients at the input and behind the biases. */
    Gradients.FullGradient full(Tensor input, int... classes) {
        input.set_requires_grad(true); // as above
        List<Biased> results = new ArrayList<>();
        ActivationObserver observer = new ActivationObserver() {
            @Override
            public void observe(String module, Tensor activation) {
                // whole modules have no bias of their own
            }

            @Override
            public void observeBias(String operation, Supplier<Tensor> bias, Tensor result) {
                results.add(new Biased(operation, TorchInference.plain(bias.get()), result.retainReference()));
            }
        };
        try {
            return full(network.forward(input, observer), input, results, classes);
        } finally {
            results.stream().map(Biased::result).forEach(Pointer::releaseReference);
        }
    }

    private static Gradients.FullGradient full(Tensor logits, Tensor input, List<Biased> results, int... classes) {
        try (TensorVector scores = new TensorVector(score(logits, classes));
                TensorVector inputs = new TensorVector(input)) {
            results.forEach(biased -> inputs.push_back(biased.result()));
            try (TensorVector gradients = torch.grad(scores, inputs)) {
                List<Gradients.BiasGradient> biases = new ArrayList<>();
                for (int i = 0; i < results.size(); i++) {
                    biases.add(new Gradients.BiasGradient(
                            results.get(i).operation(),
                            results.get(i).bias(),
                            TorchInference.plain(gradients.get(i + 1L))));
                }
                return new Gradients.FullGradient(found(input, gradients.get(0), logits), biases);
            }
        }
    }
}
