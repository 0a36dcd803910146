package io.metaformer4j.benchmarks.engines;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A network on one of our engines, called as a program calls it: pictures in plain memory in, logits in plain memory out.
 *
 * @param engine what the report calls it: the name of the engine, and how it computes if not in float32
 * @param network the network, which this closes
 */
public record EngineNetwork(String engine, Network network) implements AutoCloseable {

    private static final double NANOS = 1e-9;

    /** Statistics that do not matter, because the pictures are floats already. */
    static final Preprocessing NORMALISED = Preprocessing.imageNet(224, 1);

    /**
     * Loads a network in float32.
     *
     * @param engine name of the engine
     * @param architecture the network
     * @param weights tensors by canonical name
     * @param threads threads of the engine
     * @return the network; empty if there is no such engine here
     */
    public static Optional<EngineNetwork> load(
            String engine, Architecture architecture, Map<String, WeightTensor> weights, int threads) {
        Placement placement = Placement.DEFAULT.withThreads(threads);
        return find(engine)
                .map(found -> new EngineNetwork(engine, found.load(architecture, NORMALISED, weights, placement)));
    }

    /** The engine of a name, if it is on the class path. */
    static Optional<Engine> find(String engine) {
        return Engines.standard().all().stream()
                .filter(found -> found.name().equals(engine))
                .findFirst();
    }

    /**
     * The logits of pictures.
     *
     * @param images the pictures
     * @return logits of one picture after the other
     */
    public float[] logits(ImageBatch images) {
        return network.run(images, Request.LOGITS).logits().values();
    }

    /**
     * Calls the network again and again.
     *
     * @param images the pictures
     * @param times how often
     * @return seconds of each call
     */
    public double[] seconds(ImageBatch images, int times) {
        double[] seconds = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            logits(images);
            seconds[i] = (System.nanoTime() - start) * NANOS;
        }
        return seconds;
    }

    /**
     * How far logits are from expected ones.
     *
     * @param images the pictures
     * @param expected their logits
     * @return the largest difference over the largest expected logit; NaN if there is a NaN
     */
    public double difference(ImageBatch images, float[] expected) {
        return difference(logits(images), expected);
    }

    static double difference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(actual.length + " logits instead of " + expected.length);
        }
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i])); // NaN stays NaN
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }

    /**
     * Lets several callers call the network at once.
     *
     * @param images pictures of one call
     * @param callers how many call at once
     * @param calls how often each of them calls
     * @return seconds from the start of the first call to the end of the last one, by pictures
     */
    public double secondsPerPicture(ImageBatch images, int callers, int calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Callable<double[]> caller = () -> seconds(images, calls);
            List<Callable<double[]>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                all.add(caller);
            }
            long start = System.nanoTime();
            for (Future<double[]> ended : threads.invokeAll(all)) {
                ended.get();
            }
            return (System.nanoTime() - start) * NANOS / (callers * calls * images.size());
        } finally {
            threads.shutdown();
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
