package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were made to cost a lot end in one sentence before they do. */
class HostilePicturesTest {

    private static final long LITTLE = 4 << 20;

    private final ImageDecoder decoder = ImageDecoder.standard();

    static Stream<FormatSample> accepted() {
        return FormatSample.all().stream().filter(sample -> !sample.refused());
    }

    private static ImageDecoder limited(long memory, Duration time) {
        return ImageDecoder.of(DecodeOptions.standard().withWork(memory, time, 100));
    }

    /** Loads what every decoding needs, so that it is not counted. */
    private void warmUp(byte[] bytes) {
        assertThatThrownBy(() -> decoder.decode(bytes, "x")).isInstanceOf(ImageRejectedException.class);
    }

    private long allocated(byte[] bytes) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> decoder.decode(bytes, "x"))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageStartingWith("image 'x' ");
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bmp_embedded_jpeg_huge_size.bmp",
                "tiff_bits_offset_flipped.tif",
                "tiff_lzw_truncated.tif",
                "tiff_tile_30000.tif",
                "webp_flipped_0.webp",
                "webp_flipped_1.webp",
                "webp_flipped_2.webp",
                "webp_flipped_3.webp"
            })
    void a_hostile_file_is_rejected_without_memory_of_the_size_that_it_claims(String file) {
        byte[] bytes = Fixtures.bytes("decode/hostile/" + file);
        warmUp(bytes);

        assertThat(allocated(bytes)).isLessThan(LITTLE);
    }

    @Test
    void a_jpeg_of_a_great_many_scans_is_rejected_before_they_are_decoded() {
        assertThatThrownBy(() -> decoder.decode(scans(64, 200), "bomb"))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessage("image 'bomb' is a JPEG of at least 101 scans, which take too long to decode;"
                        + " save it again in an ordinary form");
    }

    @Test
    void a_jpeg_whose_scans_go_over_a_large_picture_many_times_is_rejected() {
        assertThat(decoder.decode(scans(64, 40), "small").width()).isEqualTo(64);
        assertThatThrownBy(() -> decoder.decode(scans(9000, 40), "large")).hasMessageContaining("at least 40 scans");
    }

    /** A gray progressive JPEG, all of whose scans are empty. */
    private static byte[] scans(int side, int count) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        bytes(file, 0xff, 0xd8, 0xff, 0xdb, 0, 0x43, 0);
        for (int i = 0; i < 64; i++) {
            file.write(1);
        }
        bytes(file, 0xff, 0xc2, 0, 11, 8, side >> 8, side & 0xff, side >> 8, side & 0xff, 1, 1, 0x11, 0);
        for (int table = 0; table <= 0x10; table += 0x10) {
            bytes(file, 0xff, 0xc4, 0, 20, table, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
        for (int i = 0; i < count; i++) {
            int coefficient = i == 0 ? 0 : 1 + (i - 1) % 63;
            bytes(file, 0xff, 0xda, 0, 8, 1, 1, 0, coefficient, coefficient, 0);
        }
        bytes(file, 0xff, 0xd9);
        return file.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream file, int... values) {
        for (int value : values) {
            file.write(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void every_decoder_stops_when_its_time_is_over(FormatSample sample) {
        assertThatThrownBy(() -> limited(1 << 30, Duration.ofNanos(1)).decode(sample.image(), new DecodeWorkspace()))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("takes more than");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void every_decoder_asks_for_memory_before_it_takes_some(FormatSample sample) {
        assertThatThrownBy(() -> limited(100, Duration.ofMinutes(1)).decode(sample.image(), new DecodeWorkspace()))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("to be decoded, but the limit is");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "P6 2 2 255, a PNM picture",
        "<svg xmlns='', an SVG drawing",
        "%PDF-1.7, a PDF document",
        "8BPS, a Photoshop document",
        "1234ftypheic, a HEIC picture",
        "1234ftypavif, an AVIF picture",
        "RIFF1234AVI , an AVI video",
        "something else, no picture of a known kind"
    })
    void other_files_are_named_with_what_can_be_read(String beginning, String name) {
        assertThatThrownBy(() -> decoder.decode(beginning.getBytes(StandardCharsets.US_ASCII), "x"))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageStartingWith("image 'x' is " + name)
                .hasMessageEndingWith("; these can be read: JPEG, PNG, GIF, BMP, WebP, TIFF");
    }

    @Test
    void a_windows_icon_is_named() {
        assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 1, 0, 1, 0}, "x"))
                .hasMessageContaining("is a Windows icon (ICO)");
    }

    @Test
    void sentences_on_limits_name_no_setting_that_a_command_lacks() {
        ImageDecoder small = ImageDecoder.of(DecodeOptions.standard().withLimits(100, 30, 10_000));
        FormatSample sample = FormatSample.all().get(0);

        assertThatThrownBy(() -> small.decode(sample.image(), new DecodeWorkspace()))
                .hasMessage("image 'png rgb' is 37x23 pixels, but the limit is 30 per side; scale it down");
        assertThatThrownBy(() -> small.decode(new byte[10_001], "x"))
                .hasMessage("image 'x' has more than the limit of 10000 bytes; compress it more or scale it down");
        assertThatThrownBy(() -> ImageDecoder.of(DecodeOptions.standard().withLimits(100, 50, 10_000))
                        .decode(sample.image(), new DecodeWorkspace()))
                .hasMessage("image 'png rgb' has 851 pixels, but the limit is 100; scale it down");
    }

    @Test
    void what_is_missing_stays_black_if_that_is_wanted() {
        DecodeOptions options = DecodeOptions.standard().withTruncation(DecodeOptions.Truncation.FILL);
        for (String name :
                new String[] {"png cut", "gif cut", "bmp cut", "bmp rle cut", "tiff cut lzw", "tiff cut deflate"}) {
            EncodedImage image = FormatSample.all().stream()
                    .filter(sample -> sample.toString().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .image();

            assertThat(ImageDecoder.of(options)
                            .decode(image, new DecodeWorkspace())
                            .width())
                    .as(name)
                    .isEqualTo(37);
        }
    }
}
