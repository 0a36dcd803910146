package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of all formats, depths and layouts. */
class FormatParityTest {

    private static final List<FormatSample> SAMPLES = Stream.concat(
                    FormatSample.all().stream(), FormatSample.jpegs().stream())
            .toList();

    private final ImageDecoder decoder = ImageDecoder.standard();
    private final DecodeWorkspace workspace = new DecodeWorkspace();

    static Stream<FormatSample> accepted() {
        return SAMPLES.stream().filter(sample -> !sample.refused());
    }

    static Stream<FormatSample> refused() {
        return SAMPLES.stream().filter(FormatSample::refused);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void pixels_are_those_of_pillow(FormatSample sample) {
        Picture picture = decoder.decode(sample.image(), workspace);

        assertThat(picture.width()).isEqualTo(sample.width());
        assertThat(picture.height()).isEqualTo(sample.height());
        assertThat(PictureDigest.sha256(picture)).isEqualTo(sample.sha256());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void what_pillow_refuses_is_refused(FormatSample sample) {
        assertThatThrownBy(() -> decoder.decode(sample.image(), workspace))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageStartingWith("image '" + sample + "' ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void a_region_has_the_pixels_of_the_whole(FormatSample sample) {
        regionsHavePixelsOfWhole(decoder, sample);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void a_region_of_a_picture_turned_upright_has_the_pixels_of_the_whole(FormatSample sample) {
        regionsHavePixelsOfWhole(ImageDecoder.of(DecodeOptions.standard().withExifOrientation(true)), sample);
    }

    private void regionsHavePixelsOfWhole(ImageDecoder any, FormatSample sample) {
        Picture whole = any.decode(sample.image(), workspace).copy();
        for (Region region : regions(whole.width(), whole.height())) {
            String cut = PictureDigest.sha256(whole.crop(region));

            Picture part = any.decode(sample.image(), (w, h) -> region, workspace);

            assertThat(PictureDigest.sha256(part)).as("decoded %s", region).isEqualTo(cut);

            ColumnStrips strips = any.open(sample.image(), (w, h) -> region, workspace);

            assertThat(PictureDigest.sha256(collect(strips)))
                    .as("strips of %s", region)
                    .isEqualTo(cut);
        }
    }

    /** All corners, the centre, single pixels, lines, and the whole. */
    private static List<Region> regions(int width, int height) {
        List<Region> regions = new ArrayList<>();
        int side = Math.min(width, height);
        regions.add(Region.whole(width, height));
        regions.add(new Region((width - side) / 2, (height - side) / 2, side, side));
        regions.add(new Region(0, 0, 1, 1));
        regions.add(new Region(width - 1, height - 1, 1, 1));
        regions.add(new Region(width / 2, 0, 1, height));
        regions.add(new Region(0, height / 2, width, 1));
        if (width > 3 && height > 5) {
            regions.add(new Region(1, 2, width - 3, height - 5));
        }
        return regions;
    }

    private static Picture collect(ColumnStrips strips) {
        Region region = strips.region();
        Picture picture = Picture.filled(region.width(), region.height(), 0, 0, 0);
        int[][] lines = new int[Picture.CHANNELS * region.width()][strips.lineLength()];
        int row = 0;
        while (row < region.height()) {
            strips.next(lines);
            for (int i = strips.first(); i < strips.end(); i++, row++) {
                for (int x = 0; x < lines.length; x++) {
                    picture.rgb()[row * lines.length + x] = (byte) lines[x][i];
                }
            }
        }
        return picture;
    }
}
