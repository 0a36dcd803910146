package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.pickle.PickleNode.Dictionary;
import io.metaformer4j.weights.pickle.PickleNode.Storage;
import io.metaformer4j.weights.pickle.PickleNode.Symbol;
import io.metaformer4j.weights.pickle.PickleNode.Tensor;
import io.metaformer4j.weights.pickle.PickleNode.Tuple;
import io.metaformer4j.zoo.PrintableText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls by which PyTorch pickles tensors; here they can only describe a view on bytes, whose extent is checked.
 *
 * <p>Argument lists: {@code torch/_utils.py} (the {@code _rebuild_} functions), {@code torch/serialization.py}
 * ({@code persistent_id}).
 */
final class PickleTensors {

    private static final String UTILS = "torch._utils.";
    private static final String FROM_TYPE = "torch._tensor._rebuild_from_type_v2";
    private static final int MAX_DIMENSIONS = 64;

    private final PickleInput in;
    private final Consumer<Storage> storages;

    PickleTensors(PickleInput in, Consumer<Storage> storages) {
        this.in = in;
        this.storages = storages;
    }

    static boolean rebuilds(String name) {
        return name.startsWith(UTILS + "_rebuild_") || name.equals(FROM_TYPE);
    }

    /** Understands {@code ('storage', type, key, location, elements[, view])}. */
    Storage storage(Object id) {
        if (!(id instanceof Tuple tuple)
                || tuple.items.size() < 5
                || !"storage".equals(tuple.items.get(0))
                || !(tuple.items.get(1) instanceof Symbol type)
                || !(tuple.items.get(2) instanceof String key)) {
            throw in.corrupt("refers to something outside itself that is not a tensor storage");
        }
        if (key.length() > PickleInput.MAX_LINE) {
            throw in.corrupt("has a storage whose key is longer than " + PickleInput.MAX_LINE + " characters");
        }
        long elements = number(tuple.items.get(4), "a storage size");
        DType dtype = storageType(type);
        if (elements > Long.MAX_VALUE / dtype.width()) {
            throw in.corrupt(
                    "declares storage '" + PrintableText.of(key) + "' with an impossible " + elements + " elements");
        }
        Storage storage = view(key, dtype, elements, tuple.items.size() > 5 ? tuple.items.get(5) : null);
        storages.accept(storage);
        return storage;
    }

    /** The legacy format may store several storages as views (key, offset, size) of one. */
    private Storage view(String key, DType dtype, long elements, Object view) {
        if (view == null) {
            return new Storage(key, dtype, elements, 0, elements);
        }
        if (!(view instanceof Tuple parts) || parts.items.size() != 3) {
            throw in.corrupt("has a view of storage '" + PrintableText.of(key) + "' that is not (key, offset, size)");
        }
        long offset = number(parts.items.get(1), "a view's offset");
        long size = number(parts.items.get(2), "a view's size");
        if (offset > elements || size > elements - offset) {
            throw in.corrupt("has a view of " + size + " elements at " + offset + " of storage '" + key
                    + "', which has only " + elements);
        }
        return new Storage(key, dtype, elements, offset, size);
    }

    private DType storageType(Symbol type) {
        String name = type.name.substring(type.name.lastIndexOf('.') + 1);
        if (type.name.startsWith("torch.")) {
            if (name.equals("UntypedStorage")) {
                return DType.U8;
            }
            Optional<DType> dtype = DType.ofStorageName(name);
            if (dtype.isPresent()) {
                return dtype.get();
            }
        }
        if (name.startsWith("Q")) {
            throw in.unsupported("has quantized tensors (" + PrintableText.of(type.name)
                    + "), which cannot be read; save the model before it is quantized");
        }
        throw in.unsupported("has a storage of type " + PrintableText.of(type.name) + ", which cannot be read");
    }

    /** The tensor that a rebuild call describes. */
    Object rebuild(Symbol function, List<Object> args) {
        String name = function.name.equals(FROM_TYPE) ? FROM_TYPE : function.name.substring(UTILS.length());
        return switch (name) {
            case "_rebuild_tensor", "_rebuild_tensor_v2" -> tensor(args, name.endsWith("v2") ? 6 : 4, Optional.empty());
            case "_rebuild_tensor_v3" -> tensor(args, 7, Optional.of(dtype(args)));
            case "_rebuild_parameter", "_rebuild_parameter_with_state", "_rebuild_device_tensor_from_cpu_tensor" ->
                wrapped(args);
            case FROM_TYPE -> fromType(args);
            default ->
                throw in.unsupported(
                        "has a tensor made by " + PrintableText.of(function.name)
                                + ", a kind (sparse, quantized, nested ...) that cannot be read; save it as an ordinary tensor");
        };
    }

    private Tensor wrapped(List<Object> args) {
        if (args.isEmpty() || !(args.get(0) instanceof Tensor tensor)) {
            throw in.corrupt("has a parameter without a tensor");
        }
        return tensor;
    }

    /** A tensor subclass or a tensor with Python attributes: (function, class, arguments, state). */
    private Object fromType(List<Object> args) {
        if (args.size() != 4
                || !(args.get(0) instanceof Symbol inner)
                || !inner.name.startsWith(UTILS + "_rebuild_")
                || !(args.get(2) instanceof Tuple innerArgs)) {
            throw in.corrupt("has a tensor subclass that is not built from a tensor");
        }
        return rebuild(inner, innerArgs.items);
    }

    private DType dtype(List<Object> args) {
        if (args.size() > 6 && args.get(6) instanceof Symbol symbol && symbol.name.startsWith("torch.")) {
            Optional<DType> dtype = DType.ofTorchName(symbol.name.substring("torch.".length()));
            if (dtype.isPresent()) {
                return dtype.get();
            }
            throw in.unsupported(
                    "has a tensor of element type " + PrintableText.of(symbol.name) + ", which cannot be read");
        }
        throw in.corrupt("has a tensor without element type");
    }

    /** Arguments start with (storage, offset, size, stride); flags at {@code optional} may follow. */
    private Tensor tensor(List<Object> args, int optional, Optional<DType> declared) {
        if (args.size() < 4 || !(args.get(0) instanceof Storage storage)) {
            throw in.corrupt("has a tensor without storage");
        }
        if (args.size() > optional && args.get(optional) instanceof Dictionary flags && !flags.keys.isEmpty()) {
            refuseMathBits(flags);
        }
        DType dtype = declared.orElse(storage.dtype);
        long offset = number(args.get(1), "a tensor's offset");
        long[] shape = numbers(args.get(2), "a tensor's size");
        long[] strides = numbers(args.get(3), "a tensor's stride");
        if (shape.length != strides.length) {
            throw in.corrupt("has a tensor with " + shape.length + " dimensions but " + strides.length + " strides");
        }
        checkExtent(storage, dtype, offset, shape, strides);
        return new Tensor(storage, dtype, offset, shape, strides);
    }

    private void refuseMathBits(Dictionary flags) {
        in.budget().values(flags.values.size());
        if (flags.values.contains(true)) {
            throw in.unsupported(
                    "has a tensor that is stored negated or conjugated; save tensor.resolve_neg() instead");
        }
    }

    private void checkExtent(Storage storage, DType dtype, long offset, long[] shape, long[] strides) {
        long available = storage.viewElements * storage.dtype.width() / dtype.width();
        try {
            long extent = Shapes.extent(shape, strides);
            Math.multiplyExact(Shapes.elementCount(shape), (long) dtype.width());
            if (extent == 0 || Math.addExact(offset, extent) <= available) {
                return;
            }
        } catch (ArithmeticException e) {
            throw new CheckpointCorruptException(
                    in.corrupt("has a tensor of impossible shape " + Arrays.toString(shape))
                            .getMessage(),
                    e);
        }
        throw in.corrupt("has a tensor of shape " + Arrays.toString(shape) + " and stride " + Arrays.toString(strides)
                + " at element " + offset + ", which reaches beyond storage '" + PrintableText.of(storage.key) + "' of "
                + available
                + " elements");
    }

    private long[] numbers(Object node, String what) {
        if (!(node instanceof Tuple tuple) || tuple.items.size() > MAX_DIMENSIONS) {
            throw in.corrupt("has " + what + " that is not a tuple of at most " + MAX_DIMENSIONS + " numbers");
        }
        return tuple.items.stream().mapToLong(item -> number(item, what)).toArray();
    }

    private long number(Object node, String what) {
        if (node instanceof Long value && value >= 0) {
            return value;
        }
        throw in.corrupt("has " + what + " that is not a whole number from 0 to 2^63");
    }
}
