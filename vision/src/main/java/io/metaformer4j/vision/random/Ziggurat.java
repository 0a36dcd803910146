package io.metaformer4j.vision.random;

/**
 * Normal numbers from few uniform ones, by the ziggurat of Marsaglia and Tsang ("The Ziggurat Method for Generating Random
 * Variables", 2000) with 128 layers, as Doornik describes it for 64-bit floats ("An Improved Ziggurat Method to Generate Normal
 * Random Samples", 2005): layer and place come from different bits of one number.
 */
final class Ziggurat {

    private static final int LAYERS = 128;

    /** Where the tail begins, and the area of each layer. */
    private static final double TAIL = 3.442619855899;

    private static final double AREA = 9.91256303526217e-3;

    /** Right ends of the layers, from the lowest, whose end is that of a rectangle as large as the others. */
    private static final double[] ENDS = ends();

    private Ziggurat() {}

    private static double[] ends() {
        double[] ends = new double[LAYERS + 1];
        double density = Math.exp(-0.5 * TAIL * TAIL);
        ends[0] = AREA / density;
        ends[1] = TAIL;
        for (int i = 2; i < LAYERS; i++) {
            ends[i] = Math.sqrt(-2 * Math.log(AREA / ends[i - 1] + density));
            density = Math.exp(-0.5 * ends[i] * ends[i]);
        }
        return ends;
    }

    /**
     * The next number.
     *
     * @param random gives 64 random bits at a time
     * @return a number of mean 0 and standard deviation 1
     */
    static double next(SplitMix64 random) {
        while (true) {
            long bits = random.bits();
            int layer = (int) (bits & (LAYERS - 1));
            double place = 2 * ((bits >>> 11) * 0x1p-53) - 1;
            double x = place * ENDS[layer];
            if (Math.abs(x) < ENDS[layer + 1]) {
                return x;
            }
            if (layer == 0) {
                return place < 0 ? -tail(random) : tail(random);
            }
            double low = Math.exp(-0.5 * (ENDS[layer] * ENDS[layer] - x * x));
            double high = Math.exp(-0.5 * (ENDS[layer + 1] * ENDS[layer + 1] - x * x));
            if (high + random.unit() * (low - high) < 1) {
                return x;
            }
        }
    }

    /** A number beyond the last layer (Marsaglia, "Generating a Variable from the Tail of the Normal Distribution", 1964). */
    private static double tail(SplitMix64 random) {
        while (true) {
            double beyond = -Math.log(1 - random.unit()) / TAIL;
            double height = -Math.log(1 - random.unit());
            if (2 * height >= beyond * beyond) {
                return TAIL + beyond;
            }
        }
    }
}
