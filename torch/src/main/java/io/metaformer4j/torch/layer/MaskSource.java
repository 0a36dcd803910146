package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.random.Seeds;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * The random masks of one forward pass. A mask depends on the seed of the pass and its own number only, so a recomputed
 * block gets the same one.
 */
public final class MaskSource {

    private final long seed;

    /** The masks of a pass with a seed. */
    public MaskSource(long seed) {
        this.seed = seed;
    }

    /** Combines two numbers into a well-mixed one. */
    public static long mix(long a, long b) {
        return Seeds.mix(a + Seeds.GOLDEN_GAMMA * (b + 1));
    }

    /**
     * Keeps or drops, each independently: 0 with the given rate, else 1 / (1 - rate).
     *
     * @param number which mask of the pass
     * @param rate probability of 0, below 1
     * @param like whose device and precision the mask gets
     * @param shape sides of the mask
     * @return the mask, owned by the open scope
     */
    public Tensor mask(int number, double rate, Tensor like, long... shape) {
        int elements = 1;
        for (long side : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(side));
        }
        SplittableRandom random = new SplittableRandom(mix(seed, number));
        float[] values = new float[elements];
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < elements; i++) {
            values[i] = random.nextDouble() < rate ? 0 : kept;
        }
        return Tensors.of(values, shape).to(like);
    }
}
