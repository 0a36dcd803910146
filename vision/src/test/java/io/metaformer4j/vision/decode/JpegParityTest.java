package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only JPEGs have; otherwise they are samples of {@link FormatParityTest}. */
class JpegParityTest {

    private static final List<FormatSample> SAMPLES = FormatSample.jpegs();
    private static final int UNIT = 16;

    private final ImageDecoder decoder = ImageDecoder.standard();
    private final DecodeWorkspace workspace = new DecodeWorkspace();

    static Stream<FormatSample> accepted() {
        return SAMPLES.stream().filter(sample -> !sample.refused());
    }

    private static FormatSample sample(String name) {
        return SAMPLES.stream()
                .filter(sample -> sample.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Regions begin and end around the edges of units, where chroma is interpolated from both sides. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void a_region_around_the_edges_of_units_has_the_pixels_of_the_whole(FormatSample sample) {
        Picture whole = decoder.decode(sample.image(), workspace).copy();
        Random random = new Random(17);
        for (int i = 0; i < 16; i++) {
            int x = edge(random, whole.width());
            int y = edge(random, whole.height());
            Region region = new Region(x, y, 1 + edge(random, whole.width() - x), 1 + edge(random, whole.height() - y));

            Picture part = decoder.decode(sample.image(), (w, h) -> region, workspace);

            assertThat(PictureDigest.sha256(part))
                    .as(region.toString())
                    .isEqualTo(PictureDigest.sha256(whole.crop(region)));
        }
    }

    private static int edge(Random random, int bound) {
        int place = random.nextInt(bound);
        return random.nextBoolean() ? place : Math.min(bound - 1, place / UNIT * UNIT + random.nextInt(3));
    }

    @Test
    void a_picture_without_end_marker_is_refused_unless_other_bytes_follow() {
        byte[] bytes = sample("444 17x19").bytes();

        for (int missing : new int[] {1, 2, 5}) {
            assertThatThrownBy(() -> decoder.decode(cut(bytes, missing), workspace))
                    .hasMessage("image 'cut' is broken or cut off: the JPEG's data end before its last row");
        }
        assertThatThrownBy(() -> decoder.decode(cut(bytes, 2), (w, h) -> new Region(0, 0, 1, 1), workspace))
                .hasMessageContaining("cut off");
        byte[] other = Arrays.copyOf(bytes, bytes.length + 8);
        Arrays.fill(other, bytes.length - 2, other.length, (byte) 0x11);
        assertThat(PictureDigest.sha256(decoder.decode(EncodedImage.of(other, "longer"), workspace)))
                .isEqualTo(sample("444 17x19").sha256());
    }

    @Test
    void missing_pixels_are_gray_if_that_is_wanted() {
        DecodeOptions options = DecodeOptions.standard().withTruncation(DecodeOptions.Truncation.FILL);
        byte[] bytes = sample("gray").bytes();
        int scan = JpegHeader.parse(sample("gray").image()).scan();

        Picture picture = ImageDecoder.of(options).decode(cut(bytes, bytes.length - scan - 12), workspace);

        assertThat(picture.rgb()[picture.byteCount() - 1]).isEqualTo((byte) 128);
    }

    private static EncodedImage cut(byte[] bytes, int missing) {
        return FormatSample.surrounded(bytes, bytes.length - missing, "cut");
    }

    @Test
    void strips_end_with_the_last_row() {
        ColumnStrips strips =
                decoder.open(sample("420 5x170, more than a strip").image(), RegionOfInterest.WHOLE, workspace);
        int[][] lines = new int[Picture.CHANNELS * 5][strips.lineLength()];
        int rows = 0;
        while (rows < 170) {
            strips.next(lines);
            assertThat(strips.end()).isGreaterThan(strips.first());
            rows += strips.end() - strips.first();
        }

        assertThat(rows).isEqualTo(170);
        assertThatThrownBy(() -> strips.next(lines)).isInstanceOf(IllegalStateException.class);
    }
}
