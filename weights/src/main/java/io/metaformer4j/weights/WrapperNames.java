package io.metaformer4j.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names without what wrappers of a network have put into them.
 *
 * @param tensors tensors by the names that remain
 * @param prefix what was removed from the front of every name
 * @param ignored names of counters that the wrappers keep beside the network
 */
record WrapperNames(Map<String, WeightTensor> tensors, String prefix, List<String> ignored) {

    /** The count of torch.optim.swa_utils.AveragedModel, which tells that the weights beside it are an average. */
    static final String AVERAGE_COUNTER = "n_averaged";

    private static final List<String> FRONT = List.of("module.", "_orig_mod.", "model.");

    /** Words that compilation, activation checkpointing and sharding put anywhere into names, and that nothing else is called. */
    private static final Set<String> ANYWHERE =
            Set.of("_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module", "_fpw_module");

    /** What torch.optim.swa_utils and mmengine keep outside of the {@code module.} prefix of an averaged model. */
    private static final Set<String> COUNTERS = Set.of(WrapperNames.AVERAGE_COUNTER, "steps");

    /** Removes everything that can be removed. */
    static WrapperNames strip(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> current = tensors;
        StringBuilder removed = new StringBuilder();
        List<String> ignored = new ArrayList<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (String prefix : FRONT) {
                if (isCommon(prefix, current)) {
                    current = without(prefix, current, ignored);
                    removed.append(prefix);
                    changed = true;
                }
            }
        }
        return new WrapperNames(withoutWords(current), removed.toString(), ignored);
    }

    private static boolean isCommon(String prefix, Map<String, WeightTensor> tensors) {
        boolean any = false;
        for (String name : tensors.keySet()) {
            boolean has = name.startsWith(prefix) && name.length() > prefix.length();
            if (!has && !COUNTERS.contains(name)) {
                return false;
            }
            any |= has;
        }
        return any;
    }

    private static Map<String, WeightTensor> without(
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

    /** All names without the words, or all as they are where two would become one. */
    private static Map<String, WeightTensor> withoutWords(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> renamed.put(
                Arrays.stream(name.split("\\.", -1))
                        .filter(word -> !ANYWHERE.contains(word))
                        .collect(Collectors.joining(".")),
                tensor));
        return renamed.size() == tensors.size() ? renamed : tensors;
    }
}
