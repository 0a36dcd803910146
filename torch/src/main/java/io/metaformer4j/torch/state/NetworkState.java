package io.metaformer4j.torch.state;

import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Owns every named tensor of a network. */
public final class NetworkState implements AutoCloseable {

    private final ParameterLayout layout;
    private final Map<String, StateTensor> weights = new LinkedHashMap<>();
    private final TensorOptional absent = new TensorOptional().retainReference();

    /**
     * Fills the state from a function that makes float32 (counters: int64) tensors on the CPU.
     *
     * @throws MetaFormerException if the device is not available, or a tensor has not the shape that the layout says
     */
    public NetworkState(ParameterLayout layout, NetworkOptions options, Function<ParameterSpec, Tensor> source) {
        this.layout = layout;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            NativeTypes.requireAvailable(options.device());
            for (ParameterSpec spec : layout.specs()) {
                try (TensorScope ignored = TensorScope.open()) {
                    Tensor tensor = source.apply(spec);
                    requireShape(spec, tensor);
                    weights.put(spec.name(), StateTensor.owning(new Tensor(tensor)));
                }
            }
            move(options);
            for (ParameterSpec spec : layout.specs()) {
                weights.get(spec.name()).tensor().set_requires_grad(spec.kind() == ParameterSpec.Kind.TRAINABLE);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static void requireShape(ParameterSpec spec, Tensor tensor) {
        long[] expected = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (!Arrays.equals(expected, tensor.shape())) {
            throw new MetaFormerException("tensor " + spec.name() + " has shape " + Arrays.toString(tensor.shape())
                    + ", but the network expects " + spec.shape());
        }
    }

    /** Names, shapes and kinds of all tensors. */
    public ParameterLayout layout() {
        return layout;
    }

    /** The tensors of some kinds by their canonical names, in the order of use. */
    public Map<String, Tensor> tensors(ParameterSpec.Kind... kinds) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : layout.specs()) {
            if (Arrays.asList(kinds).contains(spec.kind())) {
                tensors.put(spec.name(), get(spec.name()).tensor());
            }
        }
        return tensors;
    }

    /** A tensor by its canonical name, if the network has it. */
    public Optional<StateTensor> find(String name) {
        return Optional.ofNullable(weights.get(name));
    }

    /** The tensor as an optional argument, absent if the network has none of that name. */
    public TensorOptional optional(String name) {
        StateTensor weight = weights.get(name);
        return weight == null ? absent : weight.optional();
    }

    /** A tensor by its canonical name, which the network must have. */
    public StateTensor get(String name) {
        StateTensor weight = weights.get(name);
        if (weight == null) {
            throw new MetaFormerException("the network has no tensor '" + name + "'");
        }
        return weight;
    }

    /** Overwrites every value, all or nothing, from a function as in the constructor. */
    public void copyFrom(Function<ParameterSpec, Tensor> source) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> fresh = new LinkedHashMap<>();
            for (ParameterSpec spec : layout.specs()) {
                Tensor tensor = source.apply(spec);
                requireShape(spec, tensor);
                fresh.put(spec.name(), tensor);
            }
            fresh.forEach((name, tensor) -> weights.get(name).tensor().copy_(tensor));
        }
    }

    /** Exchanges the data behind every handle. Counters keep their type; optimizers that hold the handles stay valid. */
    public void move(NetworkOptions options) {
        NativeTypes.requireAvailable(options.device());
        try (NoGradGuard noGrad = new NoGradGuard();
                TensorScope ignored = TensorScope.open()) {
            org.bytedeco.pytorch.Device device = NativeTypes.of(options.device());
            for (ParameterSpec spec : layout.specs()) {
                Tensor tensor = weights.get(spec.name()).tensor();
                boolean counter = spec.kind() == ParameterSpec.Kind.COUNTER;
                Tensor moved = tensor.detach()
                        .to(device, counter ? tensor.scalar_type() : NativeTypes.of(options.precision()));
                boolean map = spec.shape().size() == 4;
                tensor.set_data(moved.contiguous(map ? options.layout().toNative() : MemoryFormat.Contiguous));
            }
        }
    }

    @Override
    public void close() {
        weights.values().forEach(StateTensor::close);
        weights.clear();
        absent.close();
    }
}
