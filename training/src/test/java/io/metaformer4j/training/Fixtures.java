package io.metaformer4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.random.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the reference numbers of timm and PyTorch and makes the synthetic tensors that they were computed from. */
public final class Fixtures {

    private Fixtures() {}

    /** Parses a file below {@code fixtures/}. */
    public static JsonNode read(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a file below {@code fixtures/}. */
    public static String text(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of an array. */
    public static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).doubleValue();
        }
        return values;
    }

    /** The generator "synth-1" of the fixtures. */
    public static float[] synth(String name, long caseSeed, double mean, double half, int count) {
        long seed = hash(name) ^ Seeds.mix(caseSeed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double scaled = half * (2 * unit(seed, i) - 1);
            values[i] = (float) (mean + scaled);
        }
        return values;
    }

    /** Whole numbers below a bound, drawn by "synth-1". */
    public static long[] synthIntegers(String name, long caseSeed, int bound, int count) {
        long seed = hash(name) ^ Seeds.mix(caseSeed);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = (long) Math.floor(unit(seed, i) * bound);
        }
        return values;
    }

    private static double unit(long seed, int index) {
        return (Seeds.mix(seed + (index + 1L) * Seeds.GOLDEN_GAMMA) >>> 40) * 0x1p-24;
    }

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
