package io.metaformer4j.vision.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reference data made with timm 1.0.29, torchvision 0.28 and Pillow 12.3. */
public final class AugmentFixtures {

    private AugmentFixtures() {}

    public static byte[] bytes(String name) {
        try (InputStream in = AugmentFixtures.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stream that the reference drew from in place of Python's generator. */
    public static RandomSource stream(String name, long caseSeed) {
        long seed = seed(name, caseSeed);
        long[] count = {0};
        return () -> unit(seed, count[0]++);
    }

    /** Floats of mean 0 between -1 and 1. */
    public static float[] synthetic(String name, long caseSeed, int length) {
        long seed = seed(name, caseSeed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (2 * unit(seed, i) - 1);
        }
        return values;
    }

    private static long seed(String name, long caseSeed) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash ^ Seeds.mix(caseSeed);
    }

    private static double unit(long seed, long index) {
        return (Seeds.mix(seed + (index + 1) * Seeds.GOLDEN_GAMMA) >>> 40) * 0x1p-24;
    }
}
