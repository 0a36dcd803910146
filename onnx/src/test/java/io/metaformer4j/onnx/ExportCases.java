package io.metaformer4j.onnx;

import io.metaformer4j.onnx.schema.ModelProto;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models for tests of exports, and how they are looked at. */
final class ExportCases {

    private ExportCases() {}

    /** A model whose weights are none of the special values that fresh ones have, such as scales of 1 and biases of 0. */
    static ExportedModel model(Architecture architecture, int side, List<String> labels) {
        Random random = new Random(3);
        Map<String, WeightTensor> weights = new LinkedHashMap<>(new InitialWeights(5).draw(architecture));
        ParameterLayout layout = ParameterLayout.of(architecture);
        weights.replaceAll((name, tensor) -> {
            boolean trained = layout.find(name).orElseThrow().kind() == ParameterSpec.Kind.TRAINABLE;
            boolean flat = tensor.shape().length == 1 || name.endsWith("detail_scale");
            return trained && flat ? moved(tensor, random) : tensor;
        });
        return new ExportedModel("tiny", architecture, Preprocessing.imageNet(side, 0.9), labels, weights);
    }

    private static WeightTensor moved(WeightTensor tensor, Random random) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] += random.nextFloat() * 0.4f - 0.2f;
        }
        return WeightTensor.ofFloats(values, tensor.shape());
    }

    /** Pictures of noise. */
    static ImageBatch pictures(Layout layout, int count, int side) {
        Random random = new Random(8);
        ImageBatch batch = ImageBatch.allocate(layout, count, side, side);
        for (int n = 0; n < count; n++) {
            for (int at = 0; at < batch.pictureValues(); at++) {
                if (layout.isFloat()) {
                    batch.putFloats(n, at, new float[] {random.nextFloat() * 4 - 2}, 0, 1);
                } else {
                    batch.putBytes(n, at, new byte[] {(byte) random.nextInt(256)}, 0, 1);
                }
            }
        }
        return batch;
    }

    static ModelProto read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return ModelProto.parseFrom(stream);
        }
    }
}
