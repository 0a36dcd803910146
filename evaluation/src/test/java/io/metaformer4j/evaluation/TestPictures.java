package io.metaformer4j.evaluation;

import io.metaformer4j.vision.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pictures of different colours and patterns. */
public final class TestPictures {

    private TestPictures() {}

    public static Picture picture(int seed, int width, int height) {
        Random random = new Random(seed);
        byte[] rgb = new byte[Picture.CHANNELS * width * height];
        int[] base = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
        for (int i = 0; i < rgb.length; i++) {
            int noisy = base[i % Picture.CHANNELS] + random.nextInt(81) - 40;
            rgb[i] = (byte) Math.max(0, Math.min(255, noisy));
        }
        return Picture.of(width, height, rgb);
    }

    static List<Picture> pictures(int count) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(picture(i, 16 + i % 5, 18 + i % 3));
        }
        return pictures;
    }

    public static Path write(Picture picture, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            picture.writePng(out);
        }
        return file;
    }
}
