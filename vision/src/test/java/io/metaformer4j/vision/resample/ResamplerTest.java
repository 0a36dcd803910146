package io.metaformer4j.vision.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.zoo.Interpolation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    private static final int WIDTH = 83;
    private static final int HEIGHT = 61;

    private static Picture pattern() {
        byte[] rgb = new byte[Picture.CHANNELS * WIDTH * HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
            int c = i % Picture.CHANNELS;
            int x = i / Picture.CHANNELS % WIDTH;
            int y = i / Picture.CHANNELS / WIDTH;
            rgb[i] = (byte) (x * 37 + y * 59 + c * 83 + x * y * 7);
        }
        return Picture.of(WIDTH, HEIGHT, rgb);
    }

    /**
     * At widths of 186 and 558, the rounding of the constants of HAMMING makes a difference. The hashes begin those of Pillow 12.3, {@code Image.resize} of the same pattern.
     */
    @ParameterizedTest(name = "{0} to {1}x{2}")
    @CsvSource({
        "BOX,224,224,46ce7c2ff587cf1e",
        "BOX,40,23,38bdaaace670bfd7",
        "BOX,17,150,9588cda78981e9f9",
        "BILINEAR,224,224,e3dce455f6131226",
        "BILINEAR,40,23,730910151d4cc7ee",
        "BILINEAR,17,150,7a6e43c44f09baa6",
        "HAMMING,224,224,cab9a13bb5450c2f",
        "HAMMING,40,23,7e99593bc4f28242",
        "HAMMING,17,150,7f80d6182f8afb5d",
        "BICUBIC,224,224,63539f20b2470d85",
        "BICUBIC,40,23,6ab77f87230a7488",
        "BICUBIC,17,150,7f8e83bb7a4f80b3",
        "LANCZOS,224,224,0e66cdc1249892ef",
        "LANCZOS,40,23,5e2c561fe6a55a21",
        "LANCZOS,17,150,65ee79176281a7f8",
        "HAMMING,186,61,16215d13ec7ee734",
        "HAMMING,558,61,613b2e312adcffa4"
    })
    void pixels_are_those_of_pillow(Interpolation interpolation, int width, int height, String sha256) {
        Picture resized = Resampler.of(interpolation).resize(pattern(), width, height);

        assertThat(PictureDigest.sha256(resized)).startsWith(sha256);
    }
}
