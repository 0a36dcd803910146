package io.metaformer4j.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a checkpoint of what was unpickled. */
final class PickledCheckpoint {

    private final PickleInput in;
    private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();

    private PickledCheckpoint(PickleInput in) {
        this.in = in;
    }

    static Checkpoint of(Path path, CheckpointFormat format, PickleInput in, Object root, StorageSource storages) {
        if (root instanceof PickleNode.Instance module) {
            throw new UnsupportedCheckpointException("weights '" + path + "' hold a whole pickled object of class "
                    + module.className + ", not a state dict; in Python, save model.state_dict() instead of the model");
        }
        PickleFreezer freezer = new PickleFreezer(in, storages);
        Object content = freezer.freeze(root);
        PickledCheckpoint checkpoint = new PickledCheckpoint(in);
        checkpoint.index(content, "");
        List<List<String>> shared = checkpoint.shared(freezer.storageOf());
        return new Checkpoint(path, format, content, new TensorIndex(checkpoint.tensors, Map.of(), shared), Map.of());
    }

    /** Names every tensor by the keys that lead to it; the depth is limited by the freezer. */
    private void index(Object value, String name) {
        if (value instanceof WeightTensor tensor) {
            if (tensors.put(name, tensor) != null) {
                throw in.corrupt("has two tensors named '" + name + "'");
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> index(child, join(name, String.valueOf(key))));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                index(list.get(i), join(name, String.valueOf(i)));
            }
        }
    }

    private static String join(String front, String key) {
        return front.isEmpty() ? key : front + "/" + key;
    }

    private List<List<String>> shared(IdentityHashMap<WeightTensor, String> storageOf) {
        Map<String, List<String>> byStorage = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> byStorage
                .computeIfAbsent(storageOf.get(tensor), key -> new ArrayList<>())
                .add(name));
        return byStorage.values().stream().filter(names -> names.size() > 1).toList();
    }
}
