package io.metaformer4j.vision.random;

import io.metaformer4j.fixtures.SyntheticStream;

/** The draws that the reference (timm 1.0.29, torchvision 0.28) was given in place of Python's generator. */
public final class ReferenceDraws {

    private ReferenceDraws() {}

    public static RandomSource of(String name, long caseSeed) {
        SyntheticStream stream = SyntheticStream.of(name, caseSeed);
        long[] drawn = {0};
        return () -> stream.unit(drawn[0]++);
    }
}
