package io.metaformer4j.vision.augment;

import java.util.Optional;

/**
 * How a picture of a batch is mixed with its partner, the picture at the same distance from the other end.
 *
 * @param lambda share of its own label (and, without a box, of its own pixels), 0 to 1
 * @param box the part that is taken from the partner (cutmix); without it all pixels are blended (mixup)
 */
public record Mix(double lambda, Optional<MixBox> box) {

    /**
     * No mixing.
     *
     * @return share 1 of its own
     */
    public static Mix none() {
        return new Mix(1, Optional.empty());
    }

    /**
     * Blends all pixels.
     *
     * @param lambda share of its own pixels and label
     * @return a mixup
     */
    public static Mix blend(double lambda) {
        return new Mix(lambda, Optional.empty());
    }
}
