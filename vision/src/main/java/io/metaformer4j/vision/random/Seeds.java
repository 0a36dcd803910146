package io.metaformer4j.vision.random;

/** Makes seeds out of seeds. */
public final class Seeds {

    /** Odd number nearest to 2^64 over the golden ratio, the step of splitmix64. */
    public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /**
     * Derives a seed from a seed and numbers that tell its uses apart.
     *
     * @param seed the parent
     * @param parts for instance epoch and sample; their order matters
     * @return a seed that shares nothing visible with the parent's other children
     */
    public static long derive(long seed, long... parts) {
        long derived = mix(seed + GOLDEN_GAMMA);
        for (long part : parts) {
            derived = mix(derived + part + GOLDEN_GAMMA);
        }
        return derived;
    }

    /** The finaliser of splitmix64: a bijection in which every bit depends on every other. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
