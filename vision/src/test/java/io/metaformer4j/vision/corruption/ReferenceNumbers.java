package io.metaformer4j.vision.corruption;

import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.random.RandomSource;

/** The numbers that the reference drew from a synthetic stream, in its order; a normal number is made of twelve. */
final class ReferenceNumbers implements RandomSource {

    private final SyntheticStream stream;
    private long drawn;

    ReferenceNumbers(SyntheticStream stream) {
        this.stream = stream;
    }

    @Override
    public double unit() {
        return stream.unit(drawn++);
    }

    @Override
    public double gaussian() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += unit();
        }
        return sum - 6;
    }
}
