package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Mixup (arXiv:1710.09412) and CutMix (arXiv:1905.04899) as timm's {@code Mixup} combines them: picture {@code i} of a
 * batch of {@code B} is mixed with picture {@code B - 1 - i}.
 *
 * <p>{@link #draw} decides, {@link BatchMixer} mixes pictures and makes targets.
 *
 * @param mixupAlpha parameter of the beta distribution of mixup's lambda, 0 for no mixup
 * @param cutmixAlpha parameter of the beta distribution of cutmix's lambda, 0 for no cutmix
 * @param probability how many batches (or pictures, or pairs, see the mode) are mixed at all, 0 to 1
 * @param switchProbability how many of them use cutmix where both are on, 0 to 1
 * @param mode what shares one decision
 * @param cutmixSides sides of cutmix's boxes, timm's {@code --cutmix-minmax}; empty if lambda says how large they are
 * @param offEpoch epoch from 0 from which nothing is mixed any more, timm's {@code --mixup-off-epoch}; 0 if all are
 */
public record Mixup(
        double mixupAlpha,
        double cutmixAlpha,
        double probability,
        double switchProbability,
        Mode mode,
        Optional<BoxSides> cutmixSides,
        int offEpoch) {

    /** What shares one decision. */
    public enum Mode {
        /** All pictures of a batch. */
        BATCH,
        /** Two pictures that are mixed with each other. */
        PAIR,
        /** Each picture has its own. */
        ELEM
    }

    /**
     * Between which sides those of a box are drawn, each as a share of the picture's.
     *
     * @param min smallest share, 0 to 1
     * @param max largest share, above the smallest and up to 1
     */
    public record BoxSides(double min, double max) {

        /** Checks the numbers. */
        public BoxSides {
            if (!(min >= 0 && min < max && max <= 1)) {
                throw new MetaFormerException("sides of cutmix from " + min + " to " + max
                        + " of the picture's must ascend and lie between 0 and 1");
            }
        }

        /** A whole number of pixels, below the largest as in timm, unless nothing is. */
        private int draw(int side, RandomSource random) {
            int smallest = (int) (side * min);
            return random.integer(smallest, Math.max(smallest, (int) (side * max) - 1));
        }
    }

    /**
     * Boxes by lambda, in all epochs.
     *
     * @param mixupAlpha parameter of the beta distribution of mixup's lambda, 0 for no mixup
     * @param cutmixAlpha parameter of the beta distribution of cutmix's lambda, 0 for no cutmix
     * @param probability how many batches (or pictures, or pairs, see the mode) are mixed at all, 0 to 1
     * @param switchProbability how many of them use cutmix where both are on, 0 to 1
     * @param mode what shares one decision
     */
    public Mixup(double mixupAlpha, double cutmixAlpha, double probability, double switchProbability, Mode mode) {
        this(mixupAlpha, cutmixAlpha, probability, switchProbability, mode, Optional.empty(), 0);
    }

    /** Checks the numbers. */
    public Mixup {
        if (!(mixupAlpha >= 0 && cutmixAlpha >= 0 && mixupAlpha + cutmixAlpha > 0)) {
            throw new MetaFormerException("mixup alpha " + mixupAlpha + " and cutmix alpha " + cutmixAlpha
                    + " must not be negative, and at least one must be above 0");
        }
        if (!(probability >= 0 && probability <= 1 && switchProbability >= 0 && switchProbability <= 1)) {
            throw new MetaFormerException("probabilities of mixing (" + probability + ") and of switching to cutmix ("
                    + switchProbability + ") must be 0 to 1");
        }
        if (cutmixSides.isPresent() && cutmixAlpha == 0) {
            throw new MetaFormerException(
                    "sides of cutmix mean nothing without cutmix; give it an alpha, or leave them" + " out");
        }
        if (offEpoch < 0) {
            throw new MetaFormerException(
                    "mixing cannot end with epoch " + offEpoch + "; use 1 or more, or 0 for never");
        }
    }

    /**
     * The setting of the MetaFormer papers: alpha 0.8 and 1, every batch mixed, half of them with cutmix.
     *
     * @return the standard mixing
     */
    public static Mixup standard() {
        return new Mixup(0.8, 1, 1, 0.5, Mode.BATCH);
    }

    /**
     * Whether an epoch has mixed pictures.
     *
     * @param epoch number of the epoch, from 0
     * @return false once mixing is over
     */
    public boolean isOn(long epoch) {
        return offEpoch == 0 || epoch < offEpoch;
    }

    /**
     * Decides how the pictures of a batch are mixed.
     *
     * @param batchSize number of pictures, even
     * @param height height of the pictures in pixels
     * @param width width of the pictures in pixels
     * @param random source of the random numbers
     * @return one decision per picture
     * @throws MetaFormerException if the batch size is odd
     */
    public List<Mix> draw(int batchSize, int height, int width, RandomSource random) {
        if (batchSize % 2 != 0) {
            throw new MetaFormerException("mixup needs an even batch size, but it is " + batchSize);
        }
        if (mode == Mode.BATCH) {
            return Collections.nCopies(batchSize, decide(height, width, random));
        }
        List<Mix> mixes = new ArrayList<>(batchSize);
        int decisions = mode == Mode.PAIR ? batchSize / 2 : batchSize;
        for (int i = 0; i < decisions; i++) {
            mixes.add(decide(height, width, random));
        }
        for (int i = decisions; i < batchSize; i++) {
            mixes.add(mixes.get(batchSize - 1 - i));
        }
        return List.copyOf(mixes);
    }

    private Mix decide(int height, int width, RandomSource random) {
        if (!random.chance(probability)) {
            return Mix.none();
        }
        boolean both = mixupAlpha > 0 && cutmixAlpha > 0;
        boolean cutmix = both ? random.chance(switchProbability) : cutmixAlpha > 0;
        if (cutmix && cutmixSides.isPresent()) {
            return cut(cutmixSides.get(), height, width, random);
        }
        double alpha = cutmix ? cutmixAlpha : mixupAlpha;
        double lambda = random.beta(alpha, alpha);
        return cutmix ? cut(lambda, height, width, random) : Mix.blend(lambda);
    }

    /** Draws the centre of a box of about {@code 1 - lambda} of the area; lambda becomes what the clipped box leaves. */
    static Mix cut(double lambda, int height, int width, RandomSource random) {
        double side = Math.sqrt(1 - lambda);
        int boxHeight = (int) (height * side);
        int boxWidth = (int) (width * side);
        int y = random.integer(0, height - 1);
        int x = random.integer(0, width - 1);
        MixBox box = new MixBox(
                Math.max(0, y - boxHeight / 2),
                Math.min(height, y + (boxHeight + 1) / 2),
                Math.max(0, x - boxWidth / 2),
                Math.min(width, x + (boxWidth + 1) / 2));
        return ofBox(box, height, width);
    }

    /** Draws a box with sides between limits, which lies inside the picture; lambda is what it leaves. */
    static Mix cut(BoxSides sides, int height, int width, RandomSource random) {
        int boxHeight = sides.draw(height, random);
        int boxWidth = sides.draw(width, random);
        int top = random.integer(0, height - boxHeight);
        int left = random.integer(0, width - boxWidth);
        return ofBox(new MixBox(top, top + boxHeight, left, left + boxWidth), height, width);
    }

    private static Mix ofBox(MixBox box, int height, int width) {
        return new Mix(1 - box.area() / ((double) height * width), Optional.of(box));
    }
}
