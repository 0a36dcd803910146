package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.OpaqueObject;
import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.weights.pickle.PickleNode.Dictionary;
import io.metaformer4j.weights.pickle.PickleNode.Instance;
import io.metaformer4j.weights.pickle.PickleNode.Storage;
import io.metaformer4j.weights.pickle.PickleNode.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns what an unpickled stream is made of into immutable plain values and tensors.
 *
 * <p>Overview: nodes may be shared, so a small pickle can describe a tree that is exponentially large or contains
 * itself. Therefore each node is frozen once, children first, without recursion, and carries the depth and the number
 * of values of the tree below it; both are limited. An object that contains itself holds a placeholder at that place.
 */
final class PickleFreezer {

    private static final int MAX_DEPTH = 1000;
    private static final long MAX_TREE = 10_000_000;
    /** How often all storages may be copied into row-major order, as transposed and channels-last tensors have to be. */
    private static final long MAX_COPIES = 4;

    /**
     * A frozen value with the depth and size of its tree; {@code value} is null for None and while children are
     * missing.
     */
    private static final class Frozen {
        private boolean done;
        private Object value;
        private int depth = 1;
        private long size = 1;
        /** Whether there is a tensor in its tree. */
        private boolean hasTensors;
    }

    /** A node to be frozen, and how many others contain it on the way that led to it. */
    private record Visit(PickleNode node, int depth) {}

    private final PickleInput in;
    private final StorageSource storages;
    private final IdentityHashMap<PickleNode, Frozen> frozen = new IdentityHashMap<>();
    private final IdentityHashMap<WeightTensor, String> storageOf = new IdentityHashMap<>();
    private final Set<String> storedKeys = new HashSet<>();
    private final PickleKeys keys;
    private final PickleArrays arrays;
    private final Set<String> classes = new TreeSet<>();
    private final IdentityHashMap<PickleNode, OpaqueObject> placeholders = new IdentityHashMap<>();
    private long storedBytes;
    private long copiedBytes;

    PickleFreezer(PickleInput in, StorageSource storages) {
        this.in = in;
        this.storages = storages;
        this.keys = new PickleKeys(in);
        this.arrays = new PickleArrays(in);
    }

    /** Freezes everything that can be reached from the root. */
    Object freeze(Object root) {
        if (!(root instanceof PickleNode first)) {
            return root;
        }
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(first, 1));
        while (!open.isEmpty()) {
            Visit visit = open.peek();
            Frozen state = frozen.get(visit.node);
            if (state == null) {
                frozen.put(visit.node, new Frozen());
                checkSize(visit.depth, 1);
                for (Object child : visit.node.children()) {
                    if (child instanceof PickleNode next && !frozen.containsKey(next)) {
                        open.push(new Visit(next, visit.depth + 1));
                    }
                }
            } else {
                open.pop();
                if (!state.done) {
                    finish(visit.node, state);
                }
            }
        }
        return frozen.get(first).value;
    }

    /** The frozen values, by identity, that hold tensors at any depth. */
    Set<Object> holders() {
        Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());
        frozen.values().stream().filter(state -> state.hasTensors).forEach(state -> holders.add(state.value));
        return holders;
    }

    /** Names of the classes of all objects that were kept as data. */
    Set<String> classes() {
        return classes;
    }

    /** Keys of the storages that tensors look at. */
    IdentityHashMap<WeightTensor, String> storageOf() {
        return storageOf;
    }

    private void finish(PickleNode node, Frozen state) {
        for (Object child : node.children()) {
            if (child instanceof PickleNode next && frozen.get(next).done) {
                state.depth = Math.max(state.depth, frozen.get(next).depth + 1);
                state.size += frozen.get(next).size;
                state.hasTensors |= frozen.get(next).hasTensors;
            } else {
                state.size++;
            }
            checkSize(state.depth, state.size);
        }
        state.value = node.accept(new Freezing());
        state.hasTensors |= state.value instanceof WeightTensor;
        state.done = true;
    }

    private void checkSize(int depth, long size) {
        if (depth > MAX_DEPTH || size > MAX_TREE) {
            throw in.corrupt("nests values more than " + MAX_DEPTH + " deep or holds more than " + MAX_TREE);
        }
    }

    /** The plain value of a node whose children are frozen. */
    private final class Freezing implements PickleVisitor<Object> {
        @Override
        public Object sequence(PickleNode.Sequence list) {
            return values(list.items);
        }

        @Override
        public Object tuple(PickleNode.Tuple tuple) {
            return values(tuple.items);
        }

        @Override
        public Object collection(PickleNode.Collection set) {
            Set<Object> items = new LinkedHashSet<>();
            PickleKeys.Collisions collisions = keys.collisions();
            set.items.forEach(item -> items.add(collisions.count(key(item))));
            return Collections.unmodifiableSet(items);
        }

        @Override
        public Object dictionary(Dictionary dictionary) {
            return map(dictionary);
        }

        @Override
        public Object instance(Instance instance) {
            Optional<WeightTensor> array = arrays.read(instance);
            if (array.isPresent()) {
                return array.get();
            }
            classes.add(instance.className);
            return new OpaqueObject(instance.className, values(instance.arguments), map(instance.state));
        }

        @Override
        public Object text(PickleNode.Text text) {
            throw in.tooLong(text.utf8.remaining());
        }

        @Override
        public Object bytes(PickleNode.Bytes bytes) {
            in.budget().text(bytes.length);
            return arrays.bytes(bytes).asReadOnlyBuffer();
        }

        @Override
        public Object symbol(PickleNode.Symbol symbol) {
            if (PickleGlobals.isAttribute(symbol)) {
                throw in.unsafe(symbol);
            }
            return new OpaqueObject(symbol.name, List.of(), Map.of());
        }

        @Override
        public Object storage(Storage storage) {
            return PickleFreezer.this.tensor(wholeStorage(storage));
        }

        @Override
        public Object tensor(Tensor tensor) {
            return PickleFreezer.this.tensor(tensor);
        }
    }

    private Object valueOf(Object child) {
        if (!(child instanceof PickleNode node)) {
            return child;
        }
        Frozen state = frozen.get(node);
        return state.done ? state.value : new OpaqueObject("recursive reference", List.of(), Map.of());
    }

    private List<Object> values(List<Object> items) {
        List<Object> result = new ArrayList<>(items.size());
        items.forEach(item -> result.add(valueOf(item)));
        return Collections.unmodifiableList(result);
    }

    private Map<Object, Object> map(Dictionary dictionary) {
        Map<Object, Object> result = new LinkedHashMap<>();
        PickleKeys.Collisions collisions = keys.collisions();
        for (int i = 0; i < dictionary.keys.size(); i++) {
            result.put(collisions.count(key(dictionary.keys.get(i))), valueOf(dictionary.values.get(i)));
        }
        return Collections.unmodifiableMap(result);
    }

    private Object key(Object key) {
        if (!(key instanceof PickleNode node)) {
            return key;
        }
        return switch (node.keyUse()) {
            case VALUE -> valueOf(node);
            case PLACEHOLDER ->
                placeholders.computeIfAbsent(
                        node,
                        unseen -> new OpaqueObject(
                                node instanceof Instance instance ? instance.className : "tuple or set",
                                List.of("key " + placeholders.size()),
                                Map.of()));
            case NONE ->
                throw in.corrupt(
                        "uses a value as a key that is neither a number, nor text, nor any other key of Python");
        };
    }

    private static Tensor wholeStorage(Storage storage) {
        return new Tensor(storage, storage.dtype, 0, new long[] {storage.viewElements}, new long[] {1});
    }

    private WeightTensor tensor(Tensor node) {
        StorageSource.Slices block = storages.find(node.storage);
        long bytes = Shapes.elementCount(node.shape) * node.dtype.width();
        long stored = node.storage.elements * node.storage.dtype.width();
        if (storedKeys.add(node.storage.key)) {
            storedBytes += stored;
        }
        if (!Shapes.isRowMajor(node.shape, node.strides)) {
            in.budget().expanded(Math.max(0, bytes - stored));
            countCopy(bytes);
        }
        long first = node.storage.viewOffset * node.storage.dtype.width() / node.dtype.width() + node.offset;
        StridedView view =
                new StridedView(block, node.dtype.width(), first, new StridedView.Layout(node.shape, node.strides));
        WeightTensor tensor = WeightTensor.lazy(node.dtype, node.shape, view);
        storageOf.put(tensor, node.storage.key);
        return tensor;
    }

    private void countCopy(long bytes) {
        copiedBytes += bytes;
        if (copiedBytes > MAX_COPIES * storedBytes + ReadBudget.MAX_EXPANDED_BYTES) {
            throw in.corrupt("has tensors in unusual order that would take " + copiedBytes
                    + " bytes in the usual one, though only " + storedBytes
                    + " are stored; save contiguous copies of them");
        }
    }
}
