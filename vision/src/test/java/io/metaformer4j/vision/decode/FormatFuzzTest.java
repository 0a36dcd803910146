package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files of 18 kinds: each gives a picture or one typed sentence, within the limits of time and memory. */
class FormatFuzzTest {

    private static final int FEW = 250;
    private static final int MANY = 1000;
    private static final long SEED = 20_261_125L;

    /** The limit of decoding, and room for what reading and reporting need. */
    private static final long MOST_BYTES = DecodeOptions.standard().maxMemory() + (16L << 20);

    /** What a decoder says if it did not notice by itself that something is wrong. */
    private static final Pattern UNNOTICED = Pattern.compile(
            "ArithmeticException|IndexOutOfBounds|out of bounds|NegativeArraySize|more memory than Java has left");

    private static final List<FormatSample> SAMPLES = FormatSample.all();

    private final ImageDecoder decoder = ImageDecoder.standard();
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<String> kinds() {
        return List.of(
                "png (rgb|tall|gray|rgba|exif).*",
                "png palette.*",
                "png.*16 bits",
                "png interlaced.*",
                "jpeg (420|444|gray|exif).*",
                "jpeg progressive.*",
                "jpeg cmyk",
                "gif.*",
                "bmp (?!rle).*",
                "bmp rle.*",
                "webp (lossy|alpha lossy).*",
                "webp (lossless|alpha lossless).*",
                "webp (animated|exif).*",
                "tiff (None|tiles raw|big|planar|gray|rgb|white|orientation|palette).*",
                "tiff lzw.*",
                "tiff (.*deflate).*",
                "tiff packbits.*",
                "tiff (jpeg|group).*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void damaged_files_give_a_picture_or_are_rejected(String kind) {
        decodeDamaged(kind, FEW, Long.getLong("seed", SEED));
    }

    @Tag("parity")
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void many_damaged_files_give_a_picture_or_are_rejected(String kind) {
        decodeDamaged(kind, MANY, Long.getLong("seed", SEED + 1));
    }

    private void decodeDamaged(String kind, int count, long seed) {
        List<byte[]> files = SAMPLES.stream()
                .filter(sample -> sample.toString().matches(kind))
                .map(FormatFuzzTest::bytes)
                .toList();
        assertThat(files).isNotEmpty();
        Random random = new Random(seed + kind.hashCode());
        for (int i = 0; i < count; i++) {
            byte[] damaged = Mutation.damage(files, random);
            String name = kind + ", seed " + seed + ", file " + i;
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> decode(FormatSample.surrounded(damaged, damaged.length, name)), name);
        }
    }

    private static byte[] bytes(FormatSample sample) {
        EncodedImage image = sample.image();
        return Arrays.copyOfRange(image.bytes(), image.offset(), image.offset() + image.length());
    }

    private void decode(EncodedImage image) {
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            Picture picture = decoder.decode(image, new DecodeWorkspace());
            assertThat(picture.byteCount()).isPositive();
        } catch (ImageRejectedException e) {
            assertThat(e.imageName()).isEqualTo(image.name());
            assertThat(e.getMessage()).doesNotContain("\n").doesNotContainPattern(UNNOTICED);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("image " + image.name(), e);
        }
        assertThat(memory.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for %s", image.name())
                .isLessThan(MOST_BYTES);
    }
}
