package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of a batch go through the network in groups, some steps picture by picture and some step by step. */
class BatchOrderTest {

    private static final int SIDE = 32;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 6", "2, 3", "2, 8", "2, 11", "3, 16"})
    void the_answer_to_a_picture_is_the_same_bit_for_bit_wherever_in_a_batch_it_stands(int threads, int pictures) {
        Architecture architecture = TinyArchitectures.poolformer();
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, pictures, SIDE, SIDE);
        ImageBatch single = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, 1, SIDE, SIDE);
        Random random = new Random(pictures);
        float[][] values = new float[pictures][batch.pictureValues()];
        for (int i = 0; i < pictures; i++) {
            for (int k = 0; k < values[i].length; k++) {
                values[i][k] = (float) random.nextGaussian();
            }
            batch.putFloats(i, 0, values[i], 0, values[i].length);
        }
        Request request = Request.everything(architecture);
        try (Network network = new CpuEngine()
                .load(
                        architecture,
                        TinyArchitectures.preprocessing(),
                        VariedWeights.of(architecture, 2),
                        Placement.DEFAULT.withThreads(threads))) {
            Outputs together = network.run(batch, request);
            for (int i = 0; i < pictures; i++) {
                single.putFloats(0, 0, values[i], 0, values[i].length);
                Outputs alone = network.run(single, request);
                for (Output output : request.outputs()) {
                    float[] expected = alone.get(output).values();
                    float[] all = together.get(output).values();
                    assertThat(Arrays.copyOfRange(all, i * expected.length, (i + 1) * expected.length))
                            .as("%s of picture %d", output.name(), i)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
