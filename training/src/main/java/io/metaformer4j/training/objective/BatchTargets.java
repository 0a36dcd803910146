package io.metaformer4j.training.objective;

import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;

/**
 * What the data say about the pictures of a batch.
 *
 * @param <T> what is known of a picture
 * @param targets what is known of each picture as it is stored, before any crop, flip or mixing
 * @param geometries how each picture was cropped, resized and flipped before any mixing, as many as targets; what speaks of
 *     places follows by {@link io.metaformer4j.vision.data.Boxes#in} and {@link io.metaformer4j.vision.data.Mask#in}
 * @param mixes how each picture was mixed with another, the one at the same distance from the other end, as many as targets;
 *     empty if none was
 * @param architecture the network that is trained
 */
public record BatchTargets<T>(
        List<T> targets, List<AppliedGeometry> geometries, List<Mix> mixes, Architecture architecture) {

    /** Copies the lists, which are only lent. */
    public BatchTargets {
        targets = List.copyOf(targets);
        geometries = List.copyOf(geometries);
        mixes = List.copyOf(mixes);
    }

    /**
     * Whether pictures were mixed, so that its own target is not enough to describe one.
     *
     * @return whether there are mixes
     */
    public boolean isMixed() {
        return !mixes.isEmpty();
    }
}
