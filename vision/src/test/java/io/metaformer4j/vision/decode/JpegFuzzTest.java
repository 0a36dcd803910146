package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegFuzzTest {

    private static final int FILES = 1500;
    private static final int MOST_PIXELS = 10_000;

    private final ImageDecoder decoder =
            ImageDecoder.of(DecodeOptions.standard().withLimits(MOST_PIXELS, 1000, 1 << 16));
    private final DecodeWorkspace workspace = new DecodeWorkspace();
    private int accepted;

    /** Anything but a picture within the limits or a documented exception fails. */
    @Test
    void damaged_files_give_a_picture_or_are_rejected() {
        long seed = Long.getLong("seed", 20_260_801L);
        List<byte[]> files =
                FormatSample.jpegs().stream().map(FormatSample::bytes).toList();
        Random random = new Random(seed);

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            for (int i = 0; i < FILES; i++) {
                byte[] damaged = damage(files, random);
                decode(FormatSample.surrounded(damaged, damaged.length, "seed " + seed + " file " + i), random);
            }
        });

        assertThat(accepted).isBetween(FILES / 10, FILES - FILES / 10);
    }

    @Test
    void files_cut_off_anywhere_give_a_picture_or_are_rejected() {
        for (FormatSample sample : FormatSample.jpegs()) {
            byte[] bytes = sample.bytes();
            for (int length = 0; length < bytes.length; length += 13) {
                decode(FormatSample.surrounded(bytes, length, sample + " of " + length + " bytes"), new Random(length));
            }
        }

        assertThat(accepted).isPositive();
    }

    private void decode(EncodedImage image, Random random) {
        try {
            Picture picture = decoder.decode(image, (w, h) -> part(w, h, random), workspace);
            accepted++;
            assertThat(picture.width() * picture.height()).isBetween(1, MOST_PIXELS);
        } catch (ImageRejectedException e) {
            assertThat(e.imageName()).isEqualTo(image.name());
        } catch (RuntimeException e) {
            throw new AssertionError("image " + image.name(), e);
        }
    }

    private static Region part(int width, int height, Random random) {
        int x = random.nextInt(width);
        int y = random.nextInt(height);
        return new Region(x, y, 1 + random.nextInt(width - x), 1 + random.nextInt(height - y));
    }

    private static byte[] damage(List<byte[]> files, Random random) {
        byte[] bytes = files.get(random.nextInt(files.size())).clone();
        int at = 3 + random.nextInt(bytes.length - 3);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> random.ints(4, 3, bytes.length).forEach(i -> bytes[i] = (byte) random.nextInt());
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> {
                bytes[at] = (byte) 0xff;
                bytes[Math.min(at + 1, bytes.length - 1)] = (byte) random.nextInt();
            }
            default -> {
                byte[] other = files.get(random.nextInt(files.size()));
                byte[] spliced = Arrays.copyOf(bytes, Math.max(at, other.length));
                System.arraycopy(other, Math.min(at, other.length), spliced, at, Math.max(0, other.length - at));
                return spliced;
            }
        }
        return bytes;
    }
}
