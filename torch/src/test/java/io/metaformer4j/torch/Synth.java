package io.metaformer4j.torch;

import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.torch.natives.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Synthetic pictures as tensors. */
public final class Synth {

    private Synth() {}

    /** Values in [-2, 2), about those of normalised pictures. */
    public static Tensor input(long caseSeed, int... shape) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        long[] sides = Arrays.stream(shape).asLongStream().toArray();
        return Tensors.of(SyntheticStream.of("input", caseSeed).floats(count, 0, 2), sides);
    }
}
