package io.metaformer4j.weights;

import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Looks for the weights of a network in a checkpoint.
 *
 * <p>timm's {@code load_state_dict} and {@code clean_state_dict} (timm/models/_helpers.py) set the order of the first
 * names; the others are those of BasicSR ({@code params}), fastai, Lightning and DeepSpeed.
 */
final class StateDictFinder {

    private static final List<String> EMA_CONTAINERS = List.of(
            "state_dict_ema",
            "model_ema",
            "params_ema",
            "ema_state_dict",
            "ema",
            "ema_model",
            "ema_model_state_dict",
            "model_ema_state_dict",
            "ema_weights",
            "ema_params",
            "ema_state",
            "averaged_model",
            "swa_model",
            "swa_state_dict",
            "swa");
    private static final List<String> PLAIN_CONTAINERS = List.of(
            "state_dict",
            "model",
            "model_state_dict",
            "model_state",
            "params",
            "net",
            "net_state_dict",
            "network",
            "module",
            "weights",
            "backbone");

    private static final String STATE_DICT = "state_dict";
    /** mmengine puts the average into {@code state_dict} when it saves, and the raw weights here, with a step counter. */
    private static final String MMENGINE_RAW = "ema_state_dict";

    private static final List<String> MMENGINE_SIGNS = List.of("message_hub", "param_schedulers");
    private static final String MMENGINE_STEPS = "steps";
    /** Lightning's WeightAveraging puts the average into {@code state_dict}, and the raw weights here. */
    private static final String LIGHTNING_RAW = "current_model_state";

    private static final int MAX_NESTING = 4;
    /** Keys that a message lists. */
    private static final int MOST_KEYS = 12;
    /** How many times more tensors a dictionary must have before those beside it are taken for strays. */
    private static final int CLEARLY = 3;

    private final Checkpoint checkpoint;

    StateDictFinder(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** Averaged and raw weights, as far as the file has them. */
    private record Pair(Optional<StateDict> averaged, Optional<StateDict> raw) {
        StateDict averagedOne() {
            return averaged.orElseThrow().withOthers(raw.map(StateDict::path));
        }

        StateDict rawOne() {
            return raw.orElseThrow().withOthers(averaged.map(StateDict::path));
        }
    }

    StateDict find(StateDictChoice choice) {
        if (checkpoint.content() instanceof OpaqueObject object) {
            throw wholeModule(List.of(), object);
        }
        if (!(checkpoint.content() instanceof Map<?, ?> root)) {
            throw noTensors(checkpoint.content());
        }
        if (checkpoint.tensors().isEmpty()) {
            requireNoModule(root);
            throw noTensors(root);
        }
        Pair found = pair(root);
        if (found.averaged().isPresent() && choice != StateDictChoice.PLAIN) {
            return found.averagedOne();
        }
        if (found.raw().isPresent()) {
            StateDict raw = found.rawOne();
            requireAverage(root, raw, choice);
            return raw;
        }
        StateDict other = hasTensors(root) ? outermost(root) : onlyCandidate(root, choice);
        requireAverage(root, other, choice);
        return other;
    }

    StateDict at(List<String> path) {
        Object current = checkpoint.content();
        for (String key : path) {
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (current instanceof Map<?, ?> map && hasTensors(map)) {
            return stateDict(map, path, false);
        }
        String where =
                path.isEmpty() ? "at its outermost level" : "under '" + PrintableText.of(String.join("/", path)) + "'";
        throw error("has no dictionary of tensors " + where
                + (checkpoint.content() instanceof Map<?, ?> root ? "; it has " + candidates(root) : ""));
    }

    private Pair pair(Map<?, ?> root) {
        Optional<StateDict> plain = descend(root, List.of(), List.of(STATE_DICT), false);
        if (plain.isPresent() && isMmengine(root)) {
            return new Pair(plain.map(StateDict::averaged), descend(root, List.of(), List.of(MMENGINE_RAW), false));
        }
        if (plain.isPresent() && root.get(LIGHTNING_RAW) instanceof Map<?, ?>) {
            return new Pair(plain.map(StateDict::averaged), descend(root, List.of(), List.of(LIGHTNING_RAW), false));
        }
        return new Pair(
                descend(root, List.of(), EMA_CONTAINERS, true), descend(root, List.of(), PLAIN_CONTAINERS, false));
    }

    private static boolean isMmengine(Map<?, ?> root) {
        if (!(root.get(MMENGINE_RAW) instanceof Map<?, ?> raw)) {
            return false;
        }
        return raw.containsKey(MMENGINE_STEPS)
                || MMENGINE_SIGNS.stream().anyMatch(root::containsKey)
                || (root.get("meta") instanceof Map<?, ?> meta && meta.containsKey("mmengine_version"));
    }

    /** Averaged weights that are wanted may also lie under names of their own in one dictionary with the raw ones. */
    private void requireAverage(Map<?, ?> root, StateDict found, StateDictChoice choice) {
        if (choice == StateDictChoice.EMA
                && !found.ema()
                && found.tensors().keySet().stream().noneMatch(StateDict::isNameOfAverage)) {
            throw error("holds no averaged (EMA) weights; it has " + candidates(root) + "; ask for plain weights");
        }
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

    /** The tensors at the outermost level, unless they are a few strays beside a dictionary with many. */
    private StateDict outermost(Map<?, ?> root) {
        List<String> nested = nested(root);
        if (nested.size() == 1) {
            Map<?, ?> child = (Map<?, ?>) root.get(nested.get(0));
            if (count(child) > CLEARLY * count(root)) {
                return stateDict(child, nested, false);
            }
        }
        return stateDict(root, List.of(), false);
    }

    private StateDict onlyCandidate(Map<?, ?> root, StateDictChoice choice) {
        List<String> found = nested(root);
        found.removeIf(name -> choice == StateDictChoice.PLAIN && EMA_CONTAINERS.contains(name));
        if (found.size() == 1) {
            return stateDict((Map<?, ?>) root.get(found.get(0)), found, false);
        }
        requireNoModule(root);
        if (found.size() > 1) {
            throw error("has no dictionary of tensors under a usual name such as state_dict or model, but several"
                    + " under other names; it has " + candidates(root) + "; name the part to take, for instance "
                    + PrintableText.of(found.get(0)));
        }
        throw error("has no dictionary of tensors under a usual name such as state_dict or model; it has "
                + candidates(root));
    }

    private void requireNoModule(Map<?, ?> root) {
        for (Map.Entry<?, ?> entry : root.entrySet()) {
            if (entry.getValue() instanceof OpaqueObject object && PLAIN_CONTAINERS.contains(entry.getKey())) {
                throw wholeModule(List.of((String) entry.getKey()), object);
            }
        }
    }

    /** Keys of dictionaries of tensors. */
    private static List<String> nested(Map<?, ?> root) {
        List<String> found = new ArrayList<>();
        root.forEach((key, value) -> {
            if (key instanceof String name && value instanceof Map<?, ?> map && hasTensors(map)) {
                found.add(name);
            }
        });
        return found;
    }

    private StateDict stateDict(Map<?, ?> map, List<String> path, boolean ema) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        map.forEach((key, value) -> {
            if (key instanceof String name && value instanceof WeightTensor tensor) {
                tensors.put(name, tensor);
            } else {
                ignored.add(PrintableText.of(String.valueOf(key)));
            }
        });
        refuseUnreadable(path);
        WrapperNames names = WrapperNames.strip(tensors);
        ignored.addAll(names.ignored());
        boolean averaged = ema || names.ignored().contains(WrapperNames.AVERAGE_COUNTER);
        return new StateDict(names.tensors(), path, names.prefix(), averaged, ignored);
    }

    private void refuseUnreadable(List<String> path) {
        String front = path.isEmpty() ? "" : String.join("/", path) + "/";
        checkpoint.unreadable().forEach((name, reason) -> {
            if (name.startsWith(front)) {
                throw error("holds tensor '" + PrintableText.of(name) + "' that cannot be read: " + reason);
            }
        });
    }

    private static boolean hasTensors(Map<?, ?> map) {
        return count(map) > 0;
    }

    private static long count(Map<?, ?> map) {
        return map.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof String && entry.getValue() instanceof WeightTensor)
                .count();
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String candidates(Map<?, ?> root) {
        TreeSet<String> names = new TreeSet<>();
        root.keySet().forEach(key -> names.add(PrintableText.of(String.valueOf(key), 60)));
        return "the keys " + PrintableText.listed(names, MOST_KEYS, UnaryOperator.identity());
    }

    private UnsupportedCheckpointException wholeModule(List<String> path, OpaqueObject object) {
        return error("holds a whole pickled object of class " + PrintableText.of(object.className())
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
