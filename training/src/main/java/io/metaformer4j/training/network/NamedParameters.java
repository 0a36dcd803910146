package io.metaformer4j.training.network;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters of one's own beside a backbone: float32 leaves of autograd that outlive the open scopes. Owns native memory
 * until it is closed.
 */
public final class NamedParameters implements AutoCloseable {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private NamedParameters() {}

    /**
     * Makes parameters.
     *
     * @param values their first values by canonical names, of any convertible type, in the order that they keep
     * @param device where they lie, as the backbone does
     * @return the parameters
     * @throws MetaFormerException if the device is not available
     */
    public static NamedParameters of(Map<String, WeightTensor> values, Device device) {
        NativeTypes.requireAvailable(device);
        NamedParameters made = new NamedParameters();
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            values.forEach((name, value) -> made.add(name, value, device));
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
        return made;
    }

    private void add(String name, WeightTensor value, Device device) {
        Tensor made = Tensors.of(value.toFloats(), value.shape());
        Tensor tensor = new Tensor(made.to(NativeTypes.of(device), NativeTypes.of(Precision.FLOAT32)));
        tensor.retainReference();
        tensors.put(name, tensor);
        tensor.set_requires_grad(true);
    }

    /**
     * All of them.
     *
     * @return handles by canonical names, owned by this, in the order in which they were given
     */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * One of them.
     *
     * @param name its canonical name, which there must be
     * @return its handle, owned by this
     * @throws IllegalArgumentException if there is none
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no parameter '" + name + "', only " + tensors.keySet());
        }
        return tensor;
    }

    /**
     * Copies the values.
     *
     * @return float32 tensors by canonical names, in the order in which they were given
     */
    public Map<String, WeightTensor> snapshot() {
        Map<String, WeightTensor> copies = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> copies.put(name, WeightTensor.ofFloats(Tensors.toFloats(tensor), tensor.shape())));
        return copies;
    }

    /**
     * Replaces the values, all or none.
     *
     * @param saved values by canonical names, of any convertible type; others than these names are passed over
     * @throws MetaFormerException if a tensor is missing or of another shape
     */
    public void restore(Map<String, WeightTensor> saved) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> fresh = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> fresh.put(name, values(name, tensor.shape(), saved)));
            fresh.forEach((name, values) -> tensors.get(name).copy_(values));
        }
    }

    private static Tensor values(String name, long[] shape, Map<String, WeightTensor> saved) {
        WeightTensor value = saved.get(name);
        if (value == null || !Arrays.equals(value.shape(), shape)) {
            throw new MetaFormerException("the network needs tensor " + name + " of shape " + Arrays.toString(shape)
                    + ", but the weights have "
                    + (value == null ? "none of that name" : "one of " + Arrays.toString(value.shape()))
                    + "; give weights of this network");
        }
        return Tensors.of(value.toFloats(), shape);
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        tensors.clear();
    }
}
