package io.metaformer4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks for the weights of a network in a checkpoint.
 *
 * <p>timm's {@code load_state_dict} and {@code clean_state_dict} (timm/models/_helpers.py) set the order of the first
 * names; the others are those of BasicSR ({@code params}), fastai and Lightning.
 */
final class StateDictFinder {

    private static final List<String> EMA_CONTAINERS =
            List.of("state_dict_ema", "model_ema", "params_ema", "ema_state_dict", "ema");
    private static final List<String> PLAIN_CONTAINERS =
            List.of("state_dict", "model", "model_state_dict", "params", "net", "network", "module", "weights");
    private static final List<String> WRAPPER_PREFIXES = List.of("module.", "_orig_mod.", "model.");
    /** The only entry of torch.optim.swa_utils.AveragedModel that lies outside its {@code module.} prefix. */
    private static final String AVERAGE_COUNTER = "n_averaged";

    private static final int MAX_NESTING = 4;

    private final Checkpoint checkpoint;

    StateDictFinder(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    StateDict find(StateDictChoice choice) {
        if (checkpoint.content() instanceof OpaqueObject object) {
            throw wholeModule(List.of(), object);
        }
        if (!(checkpoint.content() instanceof Map<?, ?> root)
                || checkpoint.tensors().isEmpty()) {
            throw noTensors(checkpoint.content());
        }
        if (choice != StateDictChoice.PLAIN) {
            Optional<StateDict> averaged = descend(root, List.of(), EMA_CONTAINERS, true);
            if (averaged.isPresent()) {
                return averaged.get();
            }
            if (choice == StateDictChoice.EMA) {
                throw error("holds no averaged (EMA) weights; it has " + candidates(root) + "; ask for plain weights");
            }
        }
        Optional<StateDict> plain = descend(root, List.of(), PLAIN_CONTAINERS, false);
        if (plain.isPresent()) {
            return plain.get();
        }
        if (hasTensors(root)) {
            return stateDict(root, List.of(), false);
        }
        return onlyCandidate(root, choice);
    }

    StateDict at(List<String> path) {
        Object current = checkpoint.content();
        for (String key : path) {
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (current instanceof Map<?, ?> map && hasTensors(map)) {
            return stateDict(map, path, false);
        }
        String where = path.isEmpty() ? "at its outermost level" : "under '" + String.join("/", path) + "'";
        throw error("has no dictionary of tensors " + where
                + (checkpoint.content() instanceof Map<?, ?> root ? "; it has " + candidates(root) : ""));
    }

    private Optional<StateDict> descend(Map<?, ?> map, List<String> path, List<String> names, boolean ema) {
        if (path.size() >= MAX_NESTING) {
            return Optional.empty();
        }
        for (String name : names) {
            if (map.get(name) instanceof Map<?, ?> child) {
                List<String> childPath = append(path, name);
                Optional<StateDict> nested = descend(child, childPath, PLAIN_CONTAINERS, ema);
                if (nested.isPresent()) {
                    return nested;
                }
                if (hasTensors(child)) {
                    return Optional.of(stateDict(child, childPath, ema));
                }
            }
        }
        return Optional.empty();
    }

    private StateDict onlyCandidate(Map<?, ?> root, StateDictChoice choice) {
        List<String> found = new ArrayList<>();
        root.forEach((key, value) -> {
            if (key instanceof String name && value instanceof Map<?, ?> map && hasTensors(map)) {
                found.add(name);
            }
        });
        found.removeIf(name -> choice == StateDictChoice.PLAIN && EMA_CONTAINERS.contains(name));
        if (found.size() == 1) {
            return stateDict((Map<?, ?>) root.get(found.get(0)), found, false);
        }
        for (Map.Entry<?, ?> entry : root.entrySet()) {
            if (entry.getValue() instanceof OpaqueObject object && PLAIN_CONTAINERS.contains(entry.getKey())) {
                throw wholeModule(List.of((String) entry.getKey()), object);
            }
        }
        throw error("has no dictionary of tensors under a customary name such as state_dict or model; it has "
                + candidates(root));
    }

    private StateDict stateDict(Map<?, ?> map, List<String> path, boolean ema) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        map.forEach((key, value) -> {
            if (key instanceof String name && value instanceof WeightTensor tensor) {
                tensors.put(name, tensor);
            } else {
                ignored.add(String.valueOf(key));
            }
        });
        refuseUnreadable(path);
        StringBuilder removed = new StringBuilder();
        Map<String, WeightTensor> stripped = strip(tensors, removed, ignored);
        return new StateDict(stripped, path, removed.toString(), ema, ignored);
    }

    private void refuseUnreadable(List<String> path) {
        String front = path.isEmpty() ? "" : String.join("/", path) + "/";
        checkpoint.unreadable().forEach((name, reason) -> {
            if (name.startsWith(front)) {
                throw error("holds tensor '" + name + "' that cannot be read: " + reason);
            }
        });
    }

    private static Map<String, WeightTensor> strip(
            Map<String, WeightTensor> tensors, StringBuilder removed, List<String> ignored) {
        Map<String, WeightTensor> current = tensors;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (String prefix : WRAPPER_PREFIXES) {
                if (isCommonPrefix(prefix, current)) {
                    current = withoutPrefix(prefix, current, ignored);
                    removed.append(prefix);
                    changed = true;
                }
            }
        }
        return current;
    }

    private static boolean isCommonPrefix(String prefix, Map<String, WeightTensor> tensors) {
        boolean any = false;
        for (String name : tensors.keySet()) {
            boolean has = name.startsWith(prefix) && name.length() > prefix.length();
            if (!has && !name.equals(AVERAGE_COUNTER)) {
                return false;
            }
            any |= has;
        }
        return any;
    }

    private static Map<String, WeightTensor> withoutPrefix(
            String prefix, Map<String, WeightTensor> tensors, List<String> ignored) {
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                renamed.put(name.substring(prefix.length()), tensor);
            } else {
                ignored.add(name);
            }
        });
        return renamed;
    }

    private static boolean hasTensors(Map<?, ?> map) {
        return map.entrySet().stream()
                .anyMatch(entry -> entry.getKey() instanceof String && entry.getValue() instanceof WeightTensor);
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String candidates(Map<?, ?> root) {
        TreeSet<String> names = new TreeSet<>();
        root.keySet().forEach(key -> names.add(String.valueOf(key)));
        List<String> shown = names.stream().limit(12).toList();
        return "the keys " + String.join(", ", shown)
                + (names.size() > shown.size() ? " and " + (names.size() - shown.size()) + " more" : "");
    }

    private UnsupportedCheckpointException wholeModule(List<String> path, OpaqueObject object) {
        return error("holds a whole pickled object of class " + object.className()
                + (path.isEmpty() ? "" : " under '" + path.get(0) + "'")
                + ", not a state dict; in Python, save model.state_dict() instead of the model");
    }

    private UnsupportedCheckpointException noTensors(Object content) {
        String kind = content instanceof Map<?, ?> map ? "a dictionary with " + candidates(map) : "no dictionary";
        return error("holds no tensors that belong to a state dict (it holds "
                + (content instanceof Map<?, ?> map && map.isEmpty() ? "an empty dictionary" : kind)
                + "); in Python, save model.state_dict()");
    }

    private UnsupportedCheckpointException error(String text) {
        return new UnsupportedCheckpointException("weights '" + checkpoint.path() + "' " + text);
    }
}
