package io.metaformer4j.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {

    private final ImageDecoder decoder = ImageDecoder.standard();

    static Stream<String> readable() {
        return files(true);
    }

    static Stream<String> broken() {
        return files(false);
    }

    private static Stream<String> files(boolean readable) {
        return StreamSupport.stream(
                        Fixtures.json("preprocess/decode.json").get("files").spliterator(), false)
                .filter(file -> file.has("rgb_sha256") == readable)
                .map(file -> file.get("file").asText());
    }

    private static JsonNode expected(String name) {
        for (JsonNode file : Fixtures.json("preprocess/decode.json").get("files")) {
            if (file.get("file").asText().equals(name)) {
                return file;
            }
        }
        throw new IllegalArgumentException(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void gives_the_bytes_that_pillow_gives(String name) {
        JsonNode expected = expected(name);

        Picture picture = decoder.decode(Fixtures.bytes("images/" + name), name);

        assertThat(picture.width()).isEqualTo(expected.get("rgb_size_wh").get(0).asInt());
        assertThat(picture.height())
                .isEqualTo(expected.get("rgb_size_wh").get(1).asInt());
        assertThat(PictureDigest.sha256(picture))
                .isEqualTo(expected.get("rgb_sha256").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refuses_what_pillow_refuses(String name) {
        assertThatThrownBy(() -> decoder.decode(Fixtures.bytes("images/" + name), name))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageStartingWith("image '" + name + "' ");
    }
}
