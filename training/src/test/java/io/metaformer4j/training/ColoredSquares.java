package io.metaformer4j.training;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Noisy pictures whose class is their dominant colour: something that a tiny network learns in seconds. */
public class ColoredSquares implements Dataset<ClassTarget> {

    static final int SIDE = 8;
    private final int size;
    private final Set<Integer> broken;

    public ColoredSquares(int size) {
        this(size, Set.of());
    }

    public ColoredSquares(int size, Set<Integer> broken) {
        this.size = size;
        this.broken = broken;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ClassTarget target(int index) {
        return new ClassTarget(index % 3);
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
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        if (broken.contains(index)) {
            throw new IOException("broken");
        }
        SplittableRandom random = new SplittableRandom(index);
        byte[] rgb = new byte[SIDE * SIDE * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            int bright = i % Picture.CHANNELS == target(index).label() ? 60 : 0;
            rgb[i] = (byte) (random.nextInt(180) + bright);
        }
        return new Sample.Pixels(Picture.of(SIDE, SIDE, rgb));
    }

    @Override
    public void close() {}
}
