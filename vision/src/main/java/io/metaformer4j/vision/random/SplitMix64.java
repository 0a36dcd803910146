package io.metaformer4j.vision.random;

/** The stream of a seed (the splitmix64 generator); equal seeds give equal streams on every machine. */
public final class SplitMix64 implements RandomSource {

    private long state;

    /**
     * Starts the stream of a seed.
     *
     * @param seed any number
     */
    public SplitMix64(long seed) {
        this.state = seed;
    }

    /**
     * Starts over with another seed.
     *
     * @param seed any number
     */
    public void reset(long seed) {
        this.state = seed;
    }

    @Override
    public double unit() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /** Several times as fast as one number at a time, and not the same numbers. */
    @Override
    public void gaussians(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Ziggurat.next(this);
        }
    }

    /** The next 64 bits. */
    long bits() {
        state += Seeds.GOLDEN_GAMMA;
        return Seeds.mix(state);
    }
}
