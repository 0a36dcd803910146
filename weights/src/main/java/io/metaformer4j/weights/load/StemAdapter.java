package io.metaformer4j.weights.load;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.weights.match.FirstLayer;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies a {@link LoadOptions.StemRule} to the tensors of one checkpoint. */
final class StemAdapter {

    private static final int COLORS = 3;

    private final String weight;
    private final int channels;
    private final boolean adapts;

    /**
     * Decides what happens to the stem.
     *
     * @param rule the rule
     * @param architecture the wanted network
     * @param layout its tensors in the checkpoint's dialect
     * @param found stored tensors by canonical name
     */
    StemAdapter(
            LoadOptions.StemRule rule,
            Architecture architecture,
            DialectLayout layout,
            Map<String, WeightTensor> found) {
        this.weight = FirstLayer.weight(architecture);
        this.channels = architecture.inputChannels();
        this.adapts = rule == LoadOptions.StemRule.ADAPT
                && channels != COLORS
                && layout.findCanonical(weight)
                        .filter(entry -> isOfColors(entry, found.get(weight)))
                        .isPresent();
    }

    /** Whether a stored tensor fits but for its channels, which are those of colours. */
    private static boolean isOfColors(DialectEntry entry, WeightTensor stored) {
        List<Integer> shape = new ArrayList<>(entry.shape());
        shape.set(FirstLayer.INPUTS, COLORS);
        return stored != null
                && stored.dtype().isFloating()
                && ShapeRule.of(stored.shape()).equals(shape);
    }

    /** The stored tensor, for the channels of the wanted input. */
    WeightTensor adapt(DialectEntry entry, WeightTensor tensor) {
        return adapts && entry.spec().name().equals(weight) ? adapted(tensor) : tensor;
    }

    /** In the order of timm's operations, so that every rounding is the same. */
    private WeightTensor adapted(WeightTensor tensor) {
        long[] shape = tensor.shape();
        float[] colors = tensor.toFloats();
        int features = Math.toIntExact(shape[0]);
        int window = colors.length / features / COLORS;
        float[] values = new float[Math.multiplyExact(features * window, channels)];
        float scale = (float) ((double) COLORS / channels);
        for (int i = 0; i < values.length; i++) {
            int feature = i / (channels * window);
            int red = feature * COLORS * window + i % window;
            int color = i / window % channels % COLORS;
            values[i] = channels == 1
                    ? colors[red] + colors[red + window] + colors[red + 2 * window]
                    : colors[red + color * window] * scale;
        }
        shape[FirstLayer.INPUTS] = channels;
        return WeightTensor.ofFloats(values, shape).to(tensor.dtype());
    }

    /** What was done, as sentences. */
    List<String> notes() {
        if (!adapts) {
            return List.of();
        }
        String done = channels == 1
                ? "is the sum of the checkpoint's for red, green and blue"
                : "repeats that of the checkpoint for red, green and blue, times " + COLORS + "/" + channels;
        return List.of("The stem for " + channels + (channels == 1 ? " channel " : " channels ") + done + " (" + weight
                + ").");
    }
}
