package io.metaformer4j.cli;

import io.metaformer4j.vision.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Noisy pictures of 32x32 in class folders, whose class is their dominant colour. */
final class TwoColours {

    private static final int SIDE = 32;

    private TwoColours() {}

    /** Writes {@code train} and {@code val} with the classes {@code warm} and {@code cold}. */
    static Path write(Path data, int train, int validation) throws IOException {
        for (int i = 0; i < train; i++) {
            picture(data.resolve("train/warm/" + i + ".png"), 0, i);
            picture(data.resolve("train/cold/" + i + ".png"), 2, i);
        }
        for (int i = train; i < train + validation; i++) {
            picture(data.resolve("val/warm/" + i + ".png"), 0, i);
            picture(data.resolve("val/cold/" + i + ".png"), 2, i);
        }
        return data;
    }

    /** Writes a picture in which one of the three colours is brighter. */
    static void picture(Path file, int colour, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(3L * seed + colour);
        byte[] rgb = new byte[SIDE * SIDE * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (random.nextInt(150) + (i % Picture.CHANNELS == colour ? 90 : 0));
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.of(SIDE, SIDE, rgb).writePng(out);
        }
    }
}
