package io.metaformer4j.onnx;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs an exported file beside the network that it was made from. */
public final class ExportCheck {

    /**
     * The largest difference that rounding explains: float32 carries 6e-8, and a value of these networks sums some thousand
     * products in another order, layer by layer; wrong weights or operators differ by more than a tenth.
     */
    public static final double BOUND = 1e-4;

    /**
     * The largest deviation that rounding explains where inputs of layers are stored as bytes. Both sides multiply the same whole numbers
     * in between, but a value that lies at a half may become either of two bytes; such steps are as large as those of the quantisation,
     * and behind some layers there are so many that the two are apart like two roundings of one network. That is as far as storing
     * bytes may move the answers at all unless more is allowed: 0.05 of themselves, root mean square.
     */
    public static final double ROUNDED_BOUND = 0.05;

    private final OnnxFile file;
    private final Network network;
    private final List<Output> outputs;
    private final Map<Output, Difference> worst = new LinkedHashMap<>();
    private int sameClasses;

    /**
     * How far an output is from that of the network.
     *
     * @param output what was compared
     * @param largest largest absolute value of the network's
     * @param difference largest absolute difference; infinite where one of two values is no number
     * @param squares sum of the squares of the network's values
     * @param squaredDifferences sum of the squares of the differences; infinite where one of two values is no number
     */
    public record Difference(
            Output output, double largest, double difference, double squares, double squaredDifferences) {

        /**
         * The difference in terms of the largest value, if that is above 1.
         *
         * @return what {@link ExportCheck#BOUND} bounds
         */
        public double relative() {
            return difference / Math.max(1, largest);
        }

        /**
         * The root mean square of the differences in terms of that of the network's values.
         *
         * @return what {@link ExportCheck#ROUNDED_BOUND} bounds; 0 if all values are 0 on both sides
         */
        public double deviation() {
            return squaredDifferences == 0 ? 0 : Math.sqrt(squaredDifferences / squares);
        }

        private Difference with(Difference other) {
            return new Difference(
                    output,
                    Math.max(largest, other.largest),
                    Math.max(difference, other.difference),
                    squares + other.squares,
                    squaredDifferences + other.squaredDifferences);
        }
    }

    private ExportCheck(OnnxFile file, Network network, List<Output> outputs) {
        this.file = file;
        this.network = network;
        this.outputs = outputs;
    }

    /**
     * Begins a check.
     *
     * @param file the exported file, which stays the caller's
     * @param network the network, likewise; of whatever engine
     * @return the check, for one thread
     * @throws MetaFormerException if the file takes pictures of other channels, or has an output that the network lacks
     */
    public static ExportCheck of(OnnxFile file, Network network) {
        int own = network.architecture().inputChannels();
        int taken = file.channels().orElse(own);
        if (taken != own) {
            throw new MetaFormerException("the exported file takes pictures of " + channels(taken) + ", the network of "
                    + channels(own) + "; give " + taken + " as the number of input channels, or export it again");
        }
        Map<String, Output> known = new LinkedHashMap<>();
        Request.everything(network.architecture()).outputs().forEach(output -> known.put(output.name(), output));
        List<Output> outputs = new ArrayList<>();
        for (String name : file.outputs()) {
            if (!known.containsKey(name)) {
                throw new MetaFormerException("the exported file has an output '" + name
                        + "', which the network lacks, unlike " + known.keySet() + "; name the model it was made from");
            }
            outputs.add(known.get(name));
        }
        return new ExportCheck(file, network, outputs);
    }

    /**
     * Compares the answers to some pictures.
     *
     * @param batch pictures in the {@linkplain OnnxFile#layout() layout} of the file
     * @throws MetaFormerException if the shapes of answers differ, or one of the two does not take the pictures
     */
    public void add(ImageBatch batch) {
        Map<String, FloatArray> found = file.run(batch);
        Outputs expected = network.run(batch, new Request(new LinkedHashSet<>(outputs)));
        for (Output output : outputs) {
            Difference difference = difference(output, found.get(output.name()), expected.get(output));
            worst.merge(output, difference, Difference::with);
            if (output.equals(Output.LOGITS)) {
                sameClasses += sameClasses(found.get(output.name()), expected.get(output));
            }
        }
    }

    private static String channels(int count) {
        return count == 1 ? "1 channel" : count + " channels";
    }

    private static int sameClasses(FloatArray found, FloatArray expected) {
        int classes = expected.shape().get(1);
        return (int) IntStream.range(0, expected.shape().get(0))
                .filter(picture -> highest(found, picture, classes) == highest(expected, picture, classes))
                .count();
    }

    private static int highest(FloatArray logits, int picture, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            boolean higher = logits.values()[picture * classes + c] > logits.values()[picture * classes + best];
            best = higher ? c : best;
        }
        return best;
    }

    private static Difference difference(Output output, FloatArray found, FloatArray expected) {
        if (!found.shape().equals(expected.shape())) {
            throw new MetaFormerException(
                    "output '" + output.name() + "' of the exported file has shape " + found.shape()
                            + ", that of the network " + expected.shape() + "; name the model it was made from");
        }
        double largest = 0;
        double difference = 0;
        double squares = 0;
        double squaredDifferences = 0;
        for (int i = 0; i < expected.values().length; i++) {
            float value = expected.values()[i];
            double distance = Math.abs(found.values()[i] - (double) value);
            largest = Math.max(largest, Math.abs(value));
            distance = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
            difference = Math.max(difference, distance);
            squares += (double) value * value;
            squaredDifferences += distance * distance;
        }
        return new Difference(output, largest, difference, squares, squaredDifferences);
    }

    /**
     * How far the outputs are apart so far.
     *
     * @return the worst of all pictures, for each output of the file in its order
     */
    public List<Difference> differences() {
        return List.copyOf(worst.values());
    }

    /**
     * Whether logits are compared.
     *
     * @return false of feature backbones
     */
    public boolean hasLogits() {
        return outputs.contains(Output.LOGITS);
    }

    /**
     * How many pictures have their highest logit at the same class on both sides so far.
     *
     * @return their number; 0 if the file has no logits
     */
    public int sameClasses() {
        return sameClasses;
    }

    /**
     * Whether an output differs by no more than rounding explains: by the {@linkplain Difference#relative() largest} difference, or by
     * the {@linkplain Difference#deviation() deviation} if the file stores inputs of layers as bytes.
     *
     * @param difference one of the differences
     * @return false also where one of two values is no number
     */
    public boolean isEqual(Difference difference) {
        return file.storesBytes() ? difference.deviation() <= ROUNDED_BOUND : difference.relative() <= BOUND;
    }
}
