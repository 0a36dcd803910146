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
        state += Seeds.GOLDEN_GAMMA;
        return (Seeds.mix(state) >>> 11) * 0x1p-53;
    }
}
