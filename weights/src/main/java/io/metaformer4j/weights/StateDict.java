package io.metaformer4j.weights;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The named tensors of one network, with a note of where in the file they were found.
 *
 * @param tensors tensors by name, in file order; prefixes of wrappers are removed
 * @param path keys of the dictionaries that lead to it, for instance {@code [state_dict_ema]}; empty if it is the
 *     whole file
 * @param prefix what was removed from the front of every name, for instance {@code module.}; empty if nothing was
 * @param ema whether these are averaged weights
 * @param ignored names of entries that are not tensors
 * @param other keys that lead to the other weights of the same network, raw ones beside averaged ones and the other way
 *     round; empty if the file has one set only
 */
public record StateDict(
        Map<String, WeightTensor> tensors,
        List<String> path,
        String prefix,
        boolean ema,
        List<String> ignored,
        List<String> other) {

    private static final Pattern AVERAGE = Pattern.compile("(?:.*_)?(?:ema|swa|avg|averaged?)(?:_.*)?");

    /** Copies the collections. */
    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        path = List.copyOf(path);
        ignored = List.copyOf(ignored);
        other = List.copyOf(other);
    }

    StateDict(Map<String, WeightTensor> tensors, List<String> path, String prefix, boolean ema, List<String> ignored) {
        this(tensors, path, prefix, ema, ignored, List.of());
    }

    /**
     * Whether the name of a tensor, or what stands before it, says that it belongs to an average of weights.
     *
     * @param name for instance {@code ema_model.module.stem.conv.weight}
     * @return whether one of the parts between its dots speaks of an average, as {@code model_ema} or {@code swa_model} do
     */
    public static boolean isNameOfAverage(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .anyMatch(part -> AVERAGE.matcher(part).matches());
    }

    StateDict averaged() {
        return new StateDict(tensors, path, prefix, true, ignored, other);
    }

    StateDict withOthers(Optional<List<String>> path) {
        return new StateDict(tensors, this.path, prefix, ema, ignored, path.orElse(List.of()));
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
