package io.metaformer4j.evaluation.explain;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.List;

/**
 * How pictures are explained.
 *
 * @param method the method
 * @param modules canonical names of the modules by whose outputs it explains, e.g. {@code stages.3}; of several, the maps are
 *     spread over 0 to 1, enlarged to the size of the input and averaged. Empty means the last stage, and is all that methods
 *     know which explain by the whole network
 * @param augmentationSmoothing whether maps are averaged over the picture and its mirror image, each at 0.9, 1 and 1.1 of its
 *     normalised values; maps then have the resolution of the input, and values from 0 to 1
 * @param eigenSmoothing whether the weighted channels are reduced to what most of them have in common, instead of summed;
 *     Eigen-CAM and Eigen-Grad-CAM always do that
 * @param batchSize how many variants of a picture run together, where a method tries many; at least 1
 * @param channels how many channels Score-CAM and Ablation-CAM try at most, those that vary most over the picture; at least 1
 * @param steps at how many points integrated gradients are taken; at least 1
 */
public record ExplanationSettings(
        ExplanationMethod method,
        List<String> modules,
        boolean augmentationSmoothing,
        boolean eigenSmoothing,
        int batchSize,
        int channels,
        int steps) {

    /** Variants of a picture that run together, as in pytorch-grad-cam. */
    public static final int STANDARD_BATCH_SIZE = 16;

    /** Points of an integral; the paper finds 20 to 300 enough. */
    public static final int STANDARD_STEPS = 64;

    /** Checks that the numbers are positive and everything means something. */
    public ExplanationSettings {
        modules = List.copyOf(modules);
        if (batchSize < 1 || channels < 1 || steps < 1) {
            throw new MetaFormerException("a batch of " + batchSize + ", " + channels + " channels and " + steps
                    + " steps explain nothing; each must be at least 1");
        }
        if (!method.looksAtModules() && !modules.isEmpty()) {
            throw new MetaFormerException(method.title() + " explains by the whole network and not by module "
                    + modules.get(0) + "; name no module for it");
        }
        if (!method.looksAtModules() && eigenSmoothing) {
            throw new MetaFormerException(method.title()
                    + " has no channels of a module that eigenvectors could smooth; leave eigen-smoothing out for it");
        }
    }

    /**
     * A method as it stands in its paper, by the last stage.
     *
     * @param method the method
     * @return no smoothing, all channels, standard numbers
     */
    public static ExplanationSettings of(ExplanationMethod method) {
        return new ExplanationSettings(
                method, List.of(), false, false, STANDARD_BATCH_SIZE, Integer.MAX_VALUE, STANDARD_STEPS);
    }

    /**
     * The same by other modules.
     *
     * @param names canonical names; none means the last stage
     * @return the changed settings
     * @throws MetaFormerException if the method looks at no modules
     */
    public ExplanationSettings withModules(String... names) {
        return new ExplanationSettings(
                method, Arrays.asList(names), augmentationSmoothing, eigenSmoothing, batchSize, channels, steps);
    }

    /**
     * The same with other smoothing.
     *
     * @param byAugmentation whether maps of changed pictures are averaged
     * @param byEigenvectors whether channels are reduced to what most have in common
     * @return the changed settings
     * @throws MetaFormerException if the method has no channels
     */
    public ExplanationSettings withSmoothing(boolean byAugmentation, boolean byEigenvectors) {
        return new ExplanationSettings(method, modules, byAugmentation, byEigenvectors, batchSize, channels, steps);
    }

    /**
     * The same with other limits.
     *
     * @param atOnce how many variants of a picture run together
     * @param mostChannels how many channels are tried at most
     * @param points at how many points integrated gradients are taken
     * @return the changed settings
     * @throws MetaFormerException if a number is not positive
     */
    public ExplanationSettings withLimits(int atOnce, int mostChannels, int points) {
        return new ExplanationSettings(
                method, modules, augmentationSmoothing, eigenSmoothing, atOnce, mostChannels, points);
    }
}
