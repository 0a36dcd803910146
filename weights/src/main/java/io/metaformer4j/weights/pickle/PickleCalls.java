package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.pickle.PickleNode.Dictionary;
import io.metaformer4j.weights.pickle.PickleNode.Instance;
import io.metaformer4j.weights.pickle.PickleNode.Sequence;
import io.metaformer4j.weights.pickle.PickleNode.Symbol;
import io.metaformer4j.weights.pickle.PickleNode.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the globals of a pickle may stand for.
 *
 * <p>A class may be <em>instantiated</em> by NEWOBJ: that yields an inert {@link Instance} with its name. A name may
 * be <em>called</em> by REDUCE only if it is one of the few listed here, whose effect on plain data is known; any
 * other call is refused by name, as is every name of a module that could reach the operating system or the
 * interpreter.
 */
final class PickleCalls {

    /** Calls whose result is kept as an inert object with its arguments. */
    private static final Set<String> INERT_CALLS = PickleGlobals.names(
            """
            builtins.complex builtins.slice builtins.range torch.device
            torch.serialization._get_layout numpy.dtype numpy.core.multiarray._reconstruct
            numpy._core.multiarray._reconstruct numpy.core.numeric._frombuffer
            numpy._core.numeric._frombuffer pathlib.PosixPath pathlib.WindowsPath
            pathlib.PurePosixPath pathlib.PureWindowsPath pathlib.Path pathlib._local.PosixPath
            pathlib._local.WindowsPath datetime.datetime datetime.date datetime.timedelta
            datetime.time datetime.timezone decimal.Decimal uuid.UUID re._compile
            collections.deque functools.partial types.SimpleNamespace
            """);

    /** Bytes that count as one value where text is turned into bytes. */
    private static final int VALUE_BYTES = 16;

    /** Classes of objects that are so common in training checkpoints that no note mentions them. */
    private static final Set<String> COMMON_CLASSES = PickleGlobals.names(
            """
            argparse.Namespace builtins.complex builtins.slice builtins.range torch.device numpy.dtype numpy.generic
            torch.serialization._get_layout numpy.core.multiarray._reconstruct numpy._core.multiarray._reconstruct
            numpy.core.numeric._frombuffer numpy._core.numeric._frombuffer
            """);

    private static final Set<String> NUMPY_SCALARS =
            Set.of("numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar");

    private final PickleInput in;
    private final PickleTensors tensors;

    PickleCalls(PickleInput in, Consumer<PickleNode.Storage> storages) {
        this.in = in;
        this.tensors = new PickleTensors(in, storages);
    }

    /** Whether objects of a class are so common that no note mentions them. */
    static boolean isCommonClass(String className) {
        return COMMON_CLASSES.contains(className)
                || className.startsWith("pathlib.")
                || className.startsWith("datetime.");
    }

    /** A reference to bytes outside the pickle, or to a class of the very old whole-module format. */
    Object storage(Object id) {
        if (id instanceof Tuple tuple
                && tuple.items.size() >= 2
                && "module".equals(tuple.items.get(0))
                && tuple.items.get(1) instanceof Symbol module) {
            return module;
        }
        return tensors.storage(id);
    }

    /** The result of calling a global with a tuple of arguments. */
    Object reduce(Object function, Object arguments) {
        if (!(function instanceof Symbol symbol) || !(arguments instanceof Tuple tuple)) {
            throw in.corrupt("calls something that is not a global with arguments");
        }
        in.budget().values(1);
        List<Object> args = tuple.items;
        if (PickleTensors.rebuilds(symbol.name)) {
            return tensors.rebuild(symbol, args);
        }
        if (INERT_CALLS.contains(symbol.name)) {
            return instance(symbol.name, args);
        }
        if (NUMPY_SCALARS.contains(symbol.name)) {
            if (!args.isEmpty() && args.get(0) instanceof Instance dtype) {
                in.budget().values(dtype.state.keys.size());
            }
            return NumpyScalar.read(args).orElseGet(() -> instance("numpy.generic", args));
        }
        return switch (symbol.name) {
            case "collections.OrderedDict", "collections.Counter", "builtins.dict" -> dictionary(args);
            case "collections.defaultdict" -> dictionary(args.size() > 1 ? args.subList(1, args.size()) : List.of());
            case "builtins.set", "builtins.frozenset" -> set(args);
            case "torch.Size", "builtins.tuple" -> new Tuple(args.isEmpty() ? List.of() : items(args.get(0)));
            case "builtins.list" -> list(args);
            case "_codecs.encode", "builtins.bytes", "builtins.bytearray" -> bytes(args);
            case "copyreg._reconstructor" -> newObject(args.isEmpty() ? null : args.get(0), new Tuple(List.of()), null);
            default -> placeholder(symbol, args);
        };
    }

    /** What a class, or the attribute of one, was called to make: its name and its arguments. */
    private Instance placeholder(Symbol symbol, List<Object> args) {
        boolean isTypeOfNone = symbol.name.equals("builtins.type") && args.size() == 1 && args.get(0) == null;
        boolean isMember = PickleGlobals.isAttribute(symbol) && PickleGlobals.isMember(args);
        if (isTypeOfNone || isMember || PickleGlobals.isClass(symbol.name)) {
            return instance(symbol.name, args);
        }
        throw in.unsafe(symbol);
    }

    /** An instance of a class, as data. */
    Object newObject(Object type, Object arguments, Object keywords) {
        if (!(type instanceof Symbol symbol) || !(arguments instanceof Tuple tuple)) {
            throw in.corrupt("instantiates something that is not a class");
        }
        switch (symbol.name) {
            case "collections.OrderedDict", "collections.Counter", "collections.defaultdict", "builtins.dict" -> {
                return new Dictionary();
            }
            case "torch.Size", "builtins.tuple" -> {
                return new Tuple(tuple.items.isEmpty() ? List.of() : items(tuple.items.get(0)));
            }
            default -> {
                Instance instance = instance(symbol.name, tuple.items);
                if (keywords != null) {
                    build(instance, keywords);
                }
                return instance;
            }
        }
    }

    /** Gives an object its attributes. Those of dictionaries (state dicts carry version notes there) are not kept. */
    void build(Object target, Object state) {
        if (target instanceof Dictionary) {
            return;
        }
        if (!(target instanceof Instance instance)) {
            throw in.corrupt("sets attributes of something that has none");
        }
        if (state instanceof Dictionary attributes) {
            merge(instance, attributes);
        } else if (state instanceof Tuple pair
                && pair.items.size() == 2
                && pair.items.stream().allMatch(part -> part == null || part instanceof Dictionary)) {
            pair.items.forEach(part -> {
                if (part instanceof Dictionary attributes) {
                    merge(instance, attributes);
                }
            });
        } else {
            instance.state.put("__setstate__", state);
        }
    }

    private void merge(Instance instance, Dictionary attributes) {
        in.budget().values(attributes.keys.size());
        instance.state.keys.addAll(attributes.keys);
        instance.state.values.addAll(attributes.values);
    }

    private Instance instance(String className, List<Object> arguments) {
        in.budget().values(arguments.size());
        Instance instance = new Instance(className);
        instance.arguments.addAll(arguments);
        return instance;
    }

    /** {@code OrderedDict()}, {@code Counter({...})} or Python 2's {@code OrderedDict([[key, value], ...])}. */
    private Dictionary dictionary(List<Object> args) {
        Dictionary result = new Dictionary();
        if (args.isEmpty()) {
            return result;
        }
        if (args.get(0) instanceof Dictionary source) {
            in.budget().values(source.keys.size());
            result.keys.addAll(source.keys);
            result.values.addAll(source.values);
            return result;
        }
        for (Object pair : items(args.get(0))) {
            List<Object> entry = items(pair);
            if (entry.size() != 2) {
                throw in.corrupt("makes a dictionary of something that is not pairs");
            }
            result.put(entry.get(0), entry.get(1));
        }
        return result;
    }

    private PickleNode.Collection set(List<Object> args) {
        PickleNode.Collection result = new PickleNode.Collection();
        if (!args.isEmpty()) {
            result.items.addAll(items(args.get(0)));
        }
        return result;
    }

    private Sequence list(List<Object> args) {
        Sequence result = new Sequence();
        if (!args.isEmpty()) {
            result.items.addAll(items(args.get(0)));
        }
        return result;
    }

    private List<Object> items(Object node) {
        List<Object> items;
        if (node instanceof Tuple tuple) {
            items = tuple.items;
        } else if (node instanceof Sequence list) {
            items = list.items;
        } else {
            throw in.corrupt("has something other than a list or tuple as an argument");
        }
        in.budget().values(items.size());
        return items;
    }

    /** Bytes, pickled by protocol 2 as text with one character per byte. */
    private Object bytes(List<Object> args) {
        if (args.isEmpty()) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        if (args.get(0) instanceof ByteBuffer bytes) {
            return bytes;
        }
        if (args.get(0) instanceof PickleNode.Text text) {
            return text.asBytes();
        }
        if (args.get(0) instanceof PickleNode.Bytes bytes) {
            return bytes;
        }
        if (args.get(0) instanceof String text && text.chars().allMatch(c -> c < 0x100)) {
            in.budget().values(1 + text.length() / VALUE_BYTES);
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
        }
        throw in.corrupt("makes bytes of something that is not text of one character per byte");
    }
}
