package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The state of an optimizer for each parameter: tensors under PyTorch's names, which this owns. */
final class OptimizerState implements AutoCloseable {

    private final List<List<Map<String, Tensor>>> groups = new ArrayList<>();

    /**
     * Creates the state of the first step. If that fails, what was made of it before is freed.
     *
     * @param groups what is trained
     * @param initial the named tensors of a parameter, in the open scope
     */
    OptimizerState(List<ParameterGroup> groups, Function<Tensor, Map<String, Tensor>> initial) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (ParameterGroup group : groups) {
                List<Map<String, Tensor>> states = new ArrayList<>();
                this.groups.add(states);
                for (Parameter parameter : group.parameters()) {
                    states.add(retained(initial, parameter.tensor()));
                }
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Map<String, Tensor> retained(Function<Tensor, Map<String, Tensor>> initial, Tensor parameter) {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>(initial.apply(parameter.detach()));
            tensors.values().forEach(Tensor::retainReference);
            return tensors;
        }
    }

    /** The tensors of the parameters of one group. */
    List<Map<String, Tensor>> group(int number) {
        return groups.get(number);
    }

    /** The tensors of all parameters in the order of the groups. */
    List<Map<String, Tensor>> tensors() {
        return groups.stream().flatMap(List::stream).toList();
    }

    /**
     * Copies a saved state.
     *
     * @throws MetaFormerException if it does not fit the parameters
     */
    void restore(List<Map<String, WeightTensor>> saved) {
        List<Map<String, Tensor>> own = tensors();
        if (saved.size() != own.size()) {
            throw new MetaFormerException("the optimizer state has " + saved.size() + " entries, but the network has "
                    + own.size() + " trained parameters; was it saved by another model?");
        }
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < own.size(); i++) {
                for (Map.Entry<String, Tensor> entry : own.get(i).entrySet()) {
                    copy(i, entry.getKey(), saved.get(i).get(entry.getKey()), entry.getValue());
                }
            }
        }
    }

    private static void copy(int index, String name, WeightTensor from, Tensor to) {
        if (from == null) {
            throw new MetaFormerException(
                    "the optimizer state " + index + " has no " + name + "; was it saved by another optimizer?");
        } else if (!Arrays.equals(from.shape(), to.shape())) {
            throw new MetaFormerException(
                    "the optimizer state " + index + " has " + name + " of shape " + Arrays.toString(from.shape())
                            + ", but the parameter has shape " + Arrays.toString(to.shape())
                            + "; was it saved by another model?");
        }
        to.copy_(Tensors.of(from.toFloats(), from.shape()));
    }

    @Override
    public void close() {
        tensors().forEach(tensors -> tensors.values().forEach(Tensor::close));
    }
}
