package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvalTransformTest {

    private final ImageDecoder decoder = ImageDecoder.standard();

    static Stream<Arguments> timmCases() {
        return cases("preprocess/cases.json", "cases");
    }

    private static Stream<Arguments> cases(String resource, String list) {
        JsonNode root = Fixtures.json(resource);
        JsonNode cases = list.isEmpty() ? root : root.get(list);
        return StreamSupport.stream(cases.spliterator(), false)
                .map(one -> Arguments.of(
                        String.join(
                                " ",
                                one.get("picture").asText(),
                                one.get("crop_pct").asText(),
                                one.get("h").asText(),
                                one.get("w").asText(),
                                one.get("interpolation").asText(),
                                one.get("crop_mode").asText()),
                        one));
    }

    private static Preprocessing preprocessing(JsonNode one) {
        return new Preprocessing(
                one.get("h").asInt(),
                one.get("w").asInt(),
                one.get("crop_pct").asDouble(),
                Interpolation.parse(one.get("interpolation").asText()),
                CropMode.parse(one.get("crop_mode").asText()),
                statistics(one.get("norm_mean"), Preprocessing.IMAGENET_MEAN),
                statistics(one.get("norm_std"), Preprocessing.IMAGENET_STD));
    }

    private static List<Double> statistics(JsonNode values, List<Double> standard) {
        if (values == null) {
            return standard;
        }
        List<Double> list = new ArrayList<>();
        values.forEach(value -> list.add(value.asDouble()));
        return list;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timmCases")
    void gives_timms_bytes_and_floats(String name, JsonNode one) {
        EvalTransform transform = EvalTransform.of(preprocessing(one));
        EncodedImage image =
                EncodedImage.of(Fixtures.bytes("images/" + one.get("picture").asText()), name);

        Picture bytes = transform.apply(decoder.decode(image.bytes(), name));

        assertThat(PictureDigest.sha256(bytes)).startsWith(one.get("u8_sha256").asText());

        ImageBatch batch = transform.newBatch(2);
        transform.newWorker().apply(new Sample.Encoded(image), 0, batch, 1);
        FloatBuffer floats = batch.floats();
        int count = batch.pictureValues();
        JsonNode samples = one.get("samples");
        for (int k = 0; k < samples.size(); k++) {
            int index = SyntheticStream.sampleIndex(k, count);
            // The fixture keeps seven digits of a float below 3: half a unit of the seventh is 5e-7.
            assertThat(floats.get(count + index))
                    .isCloseTo((float) samples.get(k).asDouble(), within(1e-6f));
        }
        for (int i = 0; i < count; i++) {
            assertThat(floats.get(i)).isZero();
        }
    }

    @Test
    void gives_timms_whole_pictures() {
        for (JsonNode one : Fixtures.json("preprocess/whole.json")) {
            Picture source =
                    decoder.decode(Fixtures.bytes("images/" + one.get("picture").asText()), "fixture");

            Picture bytes = EvalTransform.of(preprocessing(one)).apply(source);

            assertThat(bytes.rgb())
                    .isEqualTo(Fixtures.bytes("preprocess/" + one.get("file").asText()));
        }
    }
}
