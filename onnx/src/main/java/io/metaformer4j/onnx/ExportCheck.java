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

/** Runs an exported file beside the network that it was made from. */
public final class ExportCheck {

    /**
     * The largest difference that rounding explains: float32 carries 6e-8, and a value of these networks sums some thousand
     * products in another order, layer by layer; wrong weights or operators differ by more than a tenth.
     */
    public static final double BOUND = 1e-4;

    private final OnnxFile file;
    private final Network network;
    private final List<Output> outputs;
    private final Map<Output, Difference> worst = new LinkedHashMap<>();

    /**
     * How far an output is from that of the network.
     *
     * @param output what was compared
     * @param largest largest absolute value of the network's
     * @param difference largest absolute difference; infinite where one of two values is no number
     */
    public record Difference(Output output, double largest, double difference) {

        /**
         * The difference in terms of the largest value, if that is above 1.
         *
         * @return what {@link ExportCheck#BOUND} bounds
         */
        public double relative() {
            return difference / Math.max(1, largest);
        }

        private Difference worseOf(Difference other) {
            return new Difference(output, Math.max(largest, other.largest), Math.max(difference, other.difference));
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
     * @throws MetaFormerException if the file has an output that the network lacks
     */
    public static ExportCheck of(OnnxFile file, Network network) {
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
            worst.merge(output, difference, Difference::worseOf);
        }
    }

    private static Difference difference(Output output, FloatArray found, FloatArray expected) {
        if (!found.shape().equals(expected.shape())) {
            throw new MetaFormerException(
                    "output '" + output.name() + "' of the exported file has shape " + found.shape()
                            + ", that of the network " + expected.shape() + "; name the model it was made from");
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.values().length; i++) {
            float value = expected.values()[i];
            double distance = Math.abs(found.values()[i] - (double) value);
            largest = Math.max(largest, Math.abs(value));
            difference = Math.max(difference, Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance);
        }
        return new Difference(output, largest, difference);
    }

    /**
     * How far the outputs are apart so far.
     *
     * @return the worst of all pictures, for each output of the file in its order
     */
    public List<Difference> differences() {
        return List.copyOf(worst.values());
    }
}
