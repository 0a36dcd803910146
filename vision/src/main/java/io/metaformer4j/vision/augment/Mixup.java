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
 */
public record Mixup(double mixupAlpha, double cutmixAlpha, double probability, double switchProbability, Mode mode) {

    /** What shares one decision. */
    public enum Mode {
        /** All pictures of a batch. */
        BATCH,
        /** Two pictures that are mixed with each other. */
        PAIR,
        /** Each picture has its own. */
        ELEM
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
        return new Mix(1 - box.area() / ((double) height * width), Optional.of(box));
    }
}
