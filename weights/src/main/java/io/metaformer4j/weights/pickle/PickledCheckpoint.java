package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.TensorIndex;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a checkpoint of what was unpickled. */
public final class PickledCheckpoint {

    /** Longest name of a tensor with all the keys that lead to it, as long as the longest name in an archive. */
    private static final int MAX_NAME = 4096;

    private final PickleInput in;
    private final Set<Object> holders;
    private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    private final StringBuilder name = new StringBuilder();

    private PickledCheckpoint(PickleInput in, Set<Object> holders) {
        this.in = in;
        this.holders = holders;
    }

    /**
     * Freezes an unpickled value and indexes its tensors.
     *
     * @throws UnsupportedCheckpointException if the value is a whole pickled object rather than a state dict
     */
    public static Checkpoint of(
            Path path, CheckpointFormat format, PickleInput in, Object root, StorageSource storages) {
        if (root instanceof PickleNode.Instance module) {
            throw new UnsupportedCheckpointException("weights '" + path + "' hold a whole pickled object of class "
                    + PrintableText.of(module.className)
                    + ", not a state dict; in Python, save model.state_dict() instead of the model");
        }
        PickleFreezer freezer = new PickleFreezer(in, storages);
        Object content = freezer.freeze(root);
        PickledCheckpoint checkpoint = new PickledCheckpoint(in, freezer.holders());
        checkpoint.index(content);
        List<List<String>> shared = checkpoint.shared(freezer.storageOf());
        List<String> classes = freezer.classes().stream()
                .filter(name -> !PickleCalls.isCommonClass(name))
                .toList();
        TensorIndex index = new TensorIndex(checkpoint.tensors, Map.of(), shared, classes);
        return new Checkpoint(path, format, content, index, Map.of());
    }

    /** Names every tensor by the keys that lead to it; the depth is limited by the freezer. */
    private void index(Object value) {
        if (value instanceof WeightTensor tensor) {
            in.budget().named(name.length());
            if (tensors.put(name.toString(), tensor) != null) {
                throw in.corrupt("has two tensors named '" + PrintableText.of(name.toString()) + "'");
            }
        } else if (value instanceof Map<?, ?> map && holders.contains(map)) {
            map.forEach(this::indexChild);
        } else if (value instanceof List<?> list && holders.contains(list)) {
            for (int i = 0; i < list.size(); i++) {
                indexChild(i, list.get(i));
            }
        }
    }

    private void indexChild(Object key, Object child) {
        if (!holders.contains(child)) {
            return;
        }
        int length = name.length();
        String text = text(key);
        if (length + text.length() >= MAX_NAME) {
            throw in.corrupt("gives a tensor a name longer than " + MAX_NAME + " characters");
        }
        name.append(length == 0 ? "" : "/").append(text);
        index(child);
        name.setLength(length);
    }

    /** A key as part of a name. Tensors as keys, as in the state of an optimizer, are numbered by the order of the index. */
    private String text(Object key) {
        if (key instanceof WeightTensor) {
            return "tensor " + tensors.size();
        }
        if (key instanceof List<?> parts) {
            return parts.stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
        }
        return key instanceof String text && text.length() > MAX_NAME
                ? text.substring(0, MAX_NAME)
                : String.valueOf(key);
    }

    private List<List<String>> shared(IdentityHashMap<WeightTensor, String> storageOf) {
        Map<String, List<String>> byStorage = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (storageOf.containsKey(tensor)) {
                byStorage
                        .computeIfAbsent(storageOf.get(tensor), key -> new ArrayList<>())
                        .add(name);
            }
        });
        return byStorage.values().stream().filter(names -> names.size() > 1).toList();
    }
}
