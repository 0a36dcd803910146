package io.metaformer4j.torch;

import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.random.Seeds;
import java.nio.charset.StandardCharsets;
import org.bytedeco.pytorch.Tensor;

/** The synthetic tensors "synth-1" of the fixtures; see {@code fixtures/models/README.md}. */
public final class Synth {

    private Synth() {}

    public static Tensor input(long caseSeed, int... shape) {
        long[] sides = java.util.Arrays.stream(shape).asLongStream().toArray();
        long elements = 1;
        for (long side : sides) {
            elements *= side;
        }
        return Tensors.of(values("input", caseSeed, (int) elements, 0, 2), sides);
    }

    static float[] values(String key, long caseSeed, int elements, double mean, double half) {
        long seed = fnv(key) ^ Seeds.mix(caseSeed);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            long z = Seeds.mix(seed + (i + 1) * Seeds.GOLDEN_GAMMA);
            double u = (z >>> 40) * 0x1.0p-24;
            double t = half * (2 * u - 1);
            values[i] = (float) (mean + t);
        }
        return values;
    }

    private static long fnv(String key) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
        }
        return hash;
    }
}
