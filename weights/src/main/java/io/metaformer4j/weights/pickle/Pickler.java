package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pickles plain values and tensors in protocol 2, using only what {@code torch.load(weights_only=True)} accepts.
 *
 * <p>A tensor is a call of {@code torch._utils._rebuild_tensor_v2} with a storage reference, offset, size, stride,
 * requires_grad and an empty OrderedDict of hooks; types without a storage class use {@code _rebuild_tensor_v3}.
 */
public final class Pickler {

    private static final int MAX_BYTE = 0xff;
    private static final int MAX_DEPTH = 500;

    private final Path file;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Integer> memo = new HashMap<>();
    private final List<WeightTensor> storages = new ArrayList<>();
    private final IdentityHashMap<WeightTensor, Integer> storageOf = new IdentityHashMap<>();
    private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();

    /**
     * @param file where the pickle will go, for messages
     */
    public Pickler(Path file) {
        this.file = file;
    }

    /** Pickles a value. May be called once. */
    public byte[] pickle(Map<String, ?> content) {
        out.write(0x80);
        out.write(2);
        value(content, "", 0);
        out.write('.');
        return out.toByteArray();
    }

    /** The tensors that were referred to, in the order of their storage keys. */
    public List<WeightTensor> storages() {
        return storages;
    }

    /** The tensors by the names that {@link Checkpoint#tensors()} will give them. */
    public Map<String, WeightTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    private void value(Object value, String name, int depth) {
        if (depth > MAX_DEPTH) {
            throw error(name, "is nested more than " + MAX_DEPTH + " deep");
        }
        if (value instanceof WeightTensor tensor) {
            if (tensors.put(name, tensor) != null) {
                throw error(name, "is the name of two tensors");
            }
            tensor(tensor);
        } else if (value instanceof Map<?, ?> map) {
            map(map, name, depth);
        } else if (value instanceof List<?> list) {
            out.write(']');
            out.write('(');
            for (int i = 0; i < list.size(); i++) {
                value(list.get(i), join(name, i), depth + 1);
            }
            out.write('e');
        } else if (value instanceof Set<?> set) {
            global("__builtin__", "set");
            value(new ArrayList<Object>(set), name, depth + 1);
            out.write(0x85);
            out.write('R');
        } else {
            scalar(value, name);
        }
    }

    private void map(Map<?, ?> map, String name, int depth) {
        boolean stateDict = !map.isEmpty() && map.values().stream().allMatch(WeightTensor.class::isInstance);
        if (stateDict) {
            emptyOrderedDict();
        } else {
            out.write('}');
        }
        out.write('(');
        map.forEach((key, value) -> {
            scalar(key, name);
            value(value, join(name, key), depth + 1);
        });
        out.write('u');
    }

    private static String join(String front, Object key) {
        return front.isEmpty() ? String.valueOf(key) : front + "/" + key;
    }

    private void scalar(Object value, String name) {
        if (value == null) {
            out.write('N');
        } else if (value instanceof Boolean flag) {
            out.write(flag ? 0x88 : 0x89);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Double || value instanceof Float) {
            out.write('G');
            bigEndian(Double.doubleToRawLongBits(((Number) value).doubleValue()));
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            integer(((Number) value).longValue());
        } else if (value instanceof BigInteger big && big.bitLength() < MAX_BYTE * Byte.SIZE) {
            longInteger(big);
        } else if (value instanceof ByteBuffer bytes) {
            bytes(bytes.duplicate());
        } else {
            throw error(
                    name,
                    "has a value of " + value.getClass() + ", which a checkpoint cannot hold; use maps, lists,"
                            + " text, numbers, booleans, null, byte buffers and tensors");
        }
    }

    private void tensor(WeightTensor tensor) {
        Integer key = storageOf.get(tensor);
        if (key == null) {
            key = storages.size();
            storages.add(tensor);
            storageOf.put(tensor, key);
        }
        DType dtype = tensor.dtype();
        boolean typed = dtype.storageName().isPresent();
        global("torch._utils", typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        out.write('(');
        storage(key, typed ? dtype.storageName().get() : "", tensor);
        integer(0);
        long[] shape = tensor.shape();
        tuple(shape);
        tuple(Shapes.rowMajorStrides(shape));
        out.write(0x89);
        emptyOrderedDict();
        if (!typed) {
            global("torch", dtype.torchName());
        }
        out.write('t');
        out.write('R');
    }

    private void storage(int key, String typeName, WeightTensor tensor) {
        out.write('(');
        string("storage");
        if (typeName.isEmpty()) {
            global("torch.storage", "UntypedStorage");
        } else {
            global("torch", typeName);
        }
        string(Integer.toString(key));
        string("cpu");
        integer(typeName.isEmpty() ? tensor.byteCount() : tensor.elementCount());
        out.write('t');
        out.write('Q');
    }

    private void emptyOrderedDict() {
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R');
    }

    private void tuple(long[] values) {
        out.write('(');
        for (long value : values) {
            integer(value);
        }
        out.write('t');
    }

    /** A global, recalled from the memo after its first use. */
    private void global(String module, String name) {
        Integer index = memo.get(module + "." + name);
        if (index == null) {
            out.write('c');
            out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
            out.write('q');
            out.write(memo.size());
            memo.put(module + "." + name, memo.size());
        } else {
            out.write('h');
            out.write(index);
        }
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        littleEndian(bytes.length, Integer.BYTES);
        out.writeBytes(bytes);
    }

    /** As Python 3 pickles bytes in protocol 2: text of one character per byte, to be encoded again. */
    private void bytes(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        global("_codecs", "encode");
        string(new String(copy, StandardCharsets.ISO_8859_1));
        string("latin1");
        out.write(0x86);
        out.write('R');
    }

    private void integer(long value) {
        if (value >= 0 && value <= MAX_BYTE) {
            out.write('K');
            out.write((int) value);
        } else if (value == (int) value) {
            out.write('J');
            littleEndian(value, Integer.BYTES);
        } else {
            longInteger(BigInteger.valueOf(value));
        }
    }

    private void longInteger(BigInteger value) {
        byte[] bytes = value.toByteArray();
        out.write(0x8a);
        out.write(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.write(bytes[i]);
        }
    }

    private void littleEndian(long value, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (value >>> (Byte.SIZE * i)));
        }
    }

    private void bigEndian(long value) {
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            out.write((int) (value >>> (Byte.SIZE * i)));
        }
    }

    private MetaFormerException error(String name, String text) {
        return new MetaFormerException("weights '" + file + "' cannot be written: "
                + (name.isEmpty() ? "the outermost value" : "'" + name + "'") + " " + text);
    }
}
