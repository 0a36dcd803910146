package io.metaformer4j.vision.corruption.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.SplitMix64;
import org.junit.jupiter.api.Test;

class FrostTest {

    private static final int SIDE = 224;
    private static final int TEXTURE_WIDTH = 320;
    private static final double[][] WEIGHTS = {{1, 0.4}, {0.8, 0.6}, {0.7, 0.7}, {0.65, 0.7}, {0.6, 0.75}};

    @Test
    void a_texture_is_blended_as_in_imagenet_c() {
        SyntheticStream texture = SyntheticStream.of("frost_texture", 31);
        int cases = 0;
        for (JsonNode one : Fixtures.json("corruption/streams.json").get("cases")) {
            if (one.get("corruption").asText().equals("frost")) {
                double[] weights = WEIGHTS[one.get("severity").asInt() - 1];
                int top = one.get("offset_row_col").get(0).asInt();
                int left = one.get("offset_row_col").get(1).asInt();
                Canvas canvas = Canvas.of(Picture.of(SIDE, SIDE, Fixtures.bytes("corruption/input.bin")));
                new Frost(weights[0], weights[1]).blend(canvas, (y, row, at) -> {
                    for (int i = 0; i < SIDE * Picture.CHANNELS; i++) {
                        int index = ((top + y) * TEXTURE_WIDTH + left) * Picture.CHANNELS + i;
                        row[at + i] = Math.floor(256 * texture.unit(index));
                    }
                });
                check(canvas.picture(), one.get("samples"));
                cases++;
            }
        }
        assertThat(cases).isEqualTo(5);
    }

    private static void check(Picture actual, JsonNode samples) {
        for (int k = 0; k < samples.size(); k++) {
            int value = actual.rgb()[SyntheticStream.sampleIndex(k, actual.byteCount())] & 0xff;
            assertThat(value).isCloseTo(samples.get(k).asInt(), within(1));
        }
    }

    /** Values as bright and as spread as photographs of ice, whatever the seed. */
    @Test
    void drawn_ice_is_light_and_bluish_and_has_structure() {
        for (int seed = 0; seed < 3; seed++) {
            IceTexture ice = IceTexture.draw(SIDE, SIDE, new SplitMix64(seed));
            double[] row = new double[SIDE * Picture.CHANNELS];
            double red = 0;
            double blue = 0;
            double squares = 0;
            for (int y = 0; y < SIDE; y++) {
                ice.read(y, row, 0);
                for (int i = 0; i < row.length; i += Picture.CHANNELS) {
                    red += row[i] / SIDE / SIDE;
                    blue += row[i + 2] / SIDE / SIDE;
                    squares += row[i + 2] * row[i + 2] / SIDE / SIDE;
                }
            }
            assertThat(blue).isBetween(80.0, 240.0).isGreaterThan(red);
            assertThat(Math.sqrt(squares - blue * blue)).isGreaterThan(20);
        }
    }
}
