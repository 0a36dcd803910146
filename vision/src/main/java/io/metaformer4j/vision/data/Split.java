package io.metaformer4j.vision.data;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of a data set and the names it goes by, as in timm; a validation split may also be called test (CIFAR) or t10k
 * (MNIST).
 *
 * @param requested the name asked for
 * @param names all names to look for, the best first
 */
record Split(String requested, List<String> names) {

    private static final List<String> TRAIN = List.of("train", "training");
    private static final List<String> VALIDATION = List.of("val", "valid", "validation", "eval", "evaluation");
    private static final List<String> TEST = List.of("test", "t10k");

    static Split of(String requested) {
        Set<String> names = new LinkedHashSet<>();
        names.add(requested);
        if (TRAIN.contains(requested)) {
            names.addAll(TRAIN);
        } else if (VALIDATION.contains(requested)) {
            names.addAll(VALIDATION);
            names.addAll(TEST);
        } else if (TEST.contains(requested)) {
            names.addAll(TEST);
        }
        return new Split(requested, List.copyOf(names));
    }

    /** Whether a name is that of some split, wanted or not. */
    static boolean isKnown(String name) {
        return TRAIN.contains(name) || VALIDATION.contains(name) || TEST.contains(name);
    }
}
