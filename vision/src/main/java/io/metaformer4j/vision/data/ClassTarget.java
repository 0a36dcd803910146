package io.metaformer4j.vision.data;

import io.metaformer4j.vision.loader.Batch;
import java.util.List;

/**
 * The one class of a picture, for classification.
 *
 * @param label index into the data set's {@linkplain Dataset#classNames() class names}, from 0
 */
public record ClassTarget(int label) {

    /** Checks that the label is one. */
    public ClassTarget {
        if (label < 0) {
            throw new IllegalArgumentException("label of a picture is " + label + "; classes are numbered from 0");
        }
    }

    /**
     * The labels of several pictures, as losses and metrics take them.
     *
     * @param targets for instance {@link Batch#targets()}
     * @return one label for each, in their order
     */
    public static int[] labels(List<ClassTarget> targets) {
        return targets.stream().mapToInt(ClassTarget::label).toArray();
    }
}
