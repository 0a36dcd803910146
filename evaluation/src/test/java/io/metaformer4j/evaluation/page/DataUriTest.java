package io.metaformer4j.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DataUriTest {

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[width * height * Picture.CHANNELS];
        new SplittableRandom(5).nextBytes(rgb);
        return Picture.of(width, height, rgb);
    }

    private static Picture read(String uri) {
        byte[] file = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        return ImageDecoder.standard().decode(file, "picture of the page");
    }

    @Test
    void thumbnails_keep_the_shape_and_have_the_longest_side_that_is_wanted() throws IOException {
        String uri = DataUri.thumbnail(noise(300, 150), 96);
        assertThat(uri).startsWith("data:image/jpeg;base64,").hasSizeLessThan(12_000);
        assertThat(read(uri)).extracting(Picture::width, Picture::height).containsExactly(96, 48);
        assertThat(read(DataUri.thumbnail(noise(2, 1000), 96)))
                .extracting(Picture::width, Picture::height)
                .containsExactly(1, 96);
    }

    @Test
    void small_pictures_of_few_colours_stay_as_they_are() throws IOException {
        String uri = DataUri.thumbnail(Picture.filled(28, 20, 1, 2, 3), 96);
        assertThat(uri).startsWith("data:image/png;base64,");
        assertThat(read(uri).rgb()).isEqualTo(Picture.filled(28, 20, 1, 2, 3).rgb());
    }

    @Test
    void pictures_without_loss_are_png_of_any_size() throws IOException {
        Picture picture = noise(120, 100);
        assertThat(DataUri.png(picture)).startsWith("data:image/png;base64,");
        assertThat(read(DataUri.png(picture)).rgb()).isEqualTo(picture.rgb());
    }
}
