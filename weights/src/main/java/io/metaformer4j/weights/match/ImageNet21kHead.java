package io.metaformer4j.weights.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Makes the classifier of ImageNet-1k from that of ImageNet-21k. The table is sail-sg/metaformer's
 * {@code misc/in21k_to_1k_class_map.json}, facts about WordNet ids; the rule for the class it lacks is that of the script
 * beside it.
 */
public final class ImageNet21kHead {

    private static final String TABLE = "in21k_to_1k_class_map.json";
    private static final int MEAN = -1;

    private final int[] source = new int[ModelCard.IMAGENET_1K_CLASSES];

    /** Reads the table of classes, a resource. */
    public ImageNet21kHead() {
        Arrays.fill(source, MEAN);
        try (InputStream in = ImageNet21kHead.class.getResourceAsStream(TABLE)) {
            JsonNode table = new ObjectMapper().readTree(in);
            for (int i = 0; i < table.get("in1k_idx").size(); i++) {
                source[table.get("in1k_idx").get(i).intValue()] =
                        table.get("in21k_idx").get(i).intValue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + TABLE + " of the weights module cannot be read", e);
        }
    }

    /** The rows of weight {@code [21841, C]} or bias {@code [21841]} for the 1000 classes. */
    public WeightTensor convert(WeightTensor tensor) {
        float[] rows = tensor.toFloats();
        int width = rows.length / ModelCard.IMAGENET_21K_CLASSES;
        float[] mean = mean(rows, width);
        float[] converted = new float[ModelCard.IMAGENET_1K_CLASSES * width];
        for (int i = 0; i < ModelCard.IMAGENET_1K_CLASSES; i++) {
            float[] from = source[i] == MEAN ? mean : rows;
            int start = source[i] == MEAN ? 0 : source[i] * width;
            System.arraycopy(from, start, converted, i * width, width);
        }
        long[] shape = tensor.shape();
        shape[0] = ModelCard.IMAGENET_1K_CLASSES;
        return WeightTensor.ofFloats(converted, shape).to(tensor.dtype());
    }

    private static float[] mean(float[] rows, int width) {
        float[] mean = new float[width];
        for (int column = 0; column < width; column++) {
            double sum = 0;
            for (int row = 0; row < ModelCard.IMAGENET_21K_CLASSES; row++) {
                sum += rows[row * width + column];
            }
            mean[column] = (float) (sum / ModelCard.IMAGENET_21K_CLASSES);
        }
        return mean;
    }
}
