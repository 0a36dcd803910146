package io.metaformer4j.training;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.Sample;
import java.util.List;
import java.util.SplittableRandom;

/** Noisy pictures whose class is their dominant colour: something that a tiny network learns in seconds. */
class ColoredSquares implements Dataset {

    static final int SIDE = 8;
    private final int size;

    ColoredSquares(int size) {
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int label(int index) {
        return index % 3;
    }

    @Override
    public String name(int index) {
        return "square-" + index;
    }

    @Override
    public List<String> classNames() {
        return List.of("red", "green", "blue");
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) {
        SplittableRandom random = new SplittableRandom(index);
        byte[] rgb = new byte[SIDE * SIDE * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            int bright = i % Picture.CHANNELS == label(index) ? 60 : 0;
            rgb[i] = (byte) (random.nextInt(180) + bright);
        }
        return new Sample.Pixels(Picture.of(SIDE, SIDE, rgb));
    }

    @Override
    public void close() {}
}
