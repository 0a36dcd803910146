package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.RandomSource;
import java.util.List;

/**
 * What the text of {@link AugMix} means.
 *
 * @param magnitude how much of each operation
 * @param width how many chains
 * @param depth how many operations a chain has, 0 for 1 to 3 at random
 * @param alpha parameter of the Dirichlet and beta distributions
 * @param blended whether each chain is blended into the picture, instead of their mixture
 */
record AugMixChains(Magnitude magnitude, int width, int depth, double alpha, boolean blended) {

    private static final List<String> KEYS = List.of("m", "w", "d", "b", "a", "mstd");
    private static final int MOST = 1000;
    private static final int MOST_CHAINS = 100;
    private static final int DEEPEST = 3;
    private static final double LARGEST_SHARE_OF_SIDE = 0.3;

    static AugMixChains parse(String text) {
        PolicySections sections = PolicySections.of(text, AugMix.KIND, KEYS);
        double alpha = sections.number("a", MOST, 1);
        if (alpha == 0) {
            throw sections.error(sections.section("a"), "gives no distribution", "write a number above 0, as in a1");
        }
        return new AugMixChains(
                new Magnitude(
                        sections.whole("m", 0, MOST, 3),
                        sections.number("mstd", Double.POSITIVE_INFINITY),
                        Magnitude.DEFAULT_LIMIT),
                sections.whole("w", 1, MOST_CHAINS, 3),
                sections.whole("d", 0, MOST_CHAINS, 0),
                alpha,
                sections.whole("b", 0, 1, 0) == 1);
    }

    PictureOperation operation(AutomaticSettings settings) {
        AutomaticSettings own = settings.withRelativeTranslation(LARGEST_SHARE_OF_SIDE);
        return (canvas, random) -> {
            float[] weights = weights(random);
            float share = (float) random.beta(alpha, alpha);
            if (blended) {
                blendChains(canvas, shares(weights, share), own, random);
            } else {
                mixChains(canvas, weights, share, own, random);
            }
        };
    }

    /** From the Dirichlet distribution, as shares of a sum of gamma variables; all of them may underflow for tiny alphas. */
    private float[] weights(RandomSource random) {
        double[] drawn = new double[width];
        double sum = 0;
        for (int i = 0; i < width; i++) {
            drawn[i] = random.gamma(alpha);
            sum += drawn[i];
        }
        float[] weights = new float[width];
        for (int i = 0; i < width; i++) {
            weights[i] = (float) (sum == 0 ? 1.0 / width : drawn[i] / sum);
        }
        return weights;
    }

    private void mixChains(
            Canvas canvas, float[] weights, float share, AutomaticSettings settings, RandomSource random) {
        byte[] rgb = canvas.rgb();
        Canvas chain = Canvas.of(canvas.picture());
        float[] sums = new float[rgb.length];
        for (float weight : weights) {
            runChain(rgb, chain, settings, random);
            byte[] result = chain.rgb();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * (result[i] & 0xff);
            }
        }
        byte[] mixture = chain.rgb();
        for (int i = 0; i < sums.length; i++) {
            mixture[i] = (byte) (int) Math.min(255f, sums[i]);
        }
        ColorEnhancement.blend(rgb, mixture, share, rgb);
    }

    private void blendChains(Canvas canvas, float[] shares, AutomaticSettings settings, RandomSource random) {
        byte[] original = canvas.rgb().clone();
        Canvas chain = Canvas.of(canvas.picture());
        for (float share : shares) {
            runChain(original, chain, settings, random);
            ColorEnhancement.blend(canvas.rgb(), chain.rgb(), share, canvas.rgb());
        }
    }

    /**
     * How much of each chain is blended in, so that in the end chain {@code i} has {@code share * weights[i]} and the picture
     * the rest: what is blended in later takes from what came before.
     */
    static float[] shares(float[] weights, float share) {
        float[] shares = new float[weights.length];
        float left = 1;
        for (int i = weights.length - 1; i >= 0; i--) {
            shares[i] = left > 0 ? weights[i] * share / left : 0; // rounding may have used up everything
            left *= 1 - shares[i];
        }
        return shares;
    }

    private void runChain(byte[] original, Canvas chain, AutomaticSettings settings, RandomSource random) {
        System.arraycopy(original, 0, chain.rgb(), 0, original.length);
        List<AugmentOperation> operations = OperationSet.AUGMIX.operations();
        for (int place : OperationSet.AUGMIX.draw(depth > 0 ? depth : random.integer(1, DEEPEST), random)) {
            new RandomStep(operations.get(place), 1, magnitude).apply(chain, settings, random);
        }
    }
}
