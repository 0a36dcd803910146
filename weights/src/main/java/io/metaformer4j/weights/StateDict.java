package io.metaformer4j.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named tensors of one network, with a note of where in the file they were found.
 *
 * @param tensors tensors by name, in file order; prefixes of wrappers are removed
 * @param path keys of the dictionaries that lead to it, for instance {@code [state_dict_ema]}; empty if it is the
 *     whole file
 * @param prefix what was removed from the front of every name, for instance {@code module.}; empty if nothing was
 * @param ema whether these are averaged weights
 * @param ignored names of entries that are not tensors
 */
public record StateDict(
        Map<String, WeightTensor> tensors, List<String> path, String prefix, boolean ema, List<String> ignored) {

    /** Copies the collections. */
    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        path = List.copyOf(path);
        ignored = List.copyOf(ignored);
    }

    /**
     * Wraps tensors that do not come from a file.
     *
     * @param tensors tensors by name
     * @return a state dict with an empty path and prefix
     */
    public static StateDict of(Map<String, WeightTensor> tensors) {
        return new StateDict(tensors, List.of(), "", false, List.of());
    }

    /**
     * Says what was chosen, in a few words for a log.
     *
     * @return for instance {@code 50 tensors of state_dict_ema (EMA) without prefix 'module.'}
     */
    public String describe() {
        StringBuilder text = new StringBuilder().append(tensors.size()).append(" tensors");
        if (!path.isEmpty()) {
            text.append(" of ").append(String.join("/", path));
        }
        if (ema) {
            text.append(" (EMA)");
        }
        if (!prefix.isEmpty()) {
            text.append(" without prefix '").append(prefix).append('\'');
        }
        return text.toString();
    }
}
