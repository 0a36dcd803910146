package io.metaformer4j.benchmarks.engines;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the first calls of an engine take in a process of their own, in which nothing is warm. */
public final class FirstCalls {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS = 1e-9;
    private static final int SIDE = 224;

    /** Calls until an engine is as fast as it gets. */
    private static final int CALLS = 30;

    private FirstCalls() {}

    /**
     * Starts a process like this one, and lets it load a network and call it.
     *
     * @param engine name of the engine
     * @param model name of the model in the catalogue
     * @param weights file of its weights
     * @param threads threads of the engine
     * @return seconds to load the network, of the first, second and tenth call, and the median of the last ten
     */
    public static Map<String, Double> measure(String engine, String model, Path weights, int threads)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(FirstCalls.class.getName(), engine, model, weights.toString(), String.valueOf(threads)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // not among the arguments: ONNX Runtime 1.29 overflows its stack when the command line of its process is long
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new MetaFormerException("the process that should make the first calls of engine " + engine
                    + " has failed; run the command without it to see why: " + String.join(" ", command));
        }
        return JSON.readValue(said, new TypeReference<>() {});
    }

    /**
     * The process.
     *
     * @param arguments engine, model, file of weights, threads
     */
    public static void main(String[] arguments) throws IOException {
        Architecture architecture = Catalog.standard().get(arguments[1]).architecture();
        Path weights = Path.of(arguments[2]);
        ImageBatch image = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, 1, SIDE, SIDE);
        long start = System.nanoTime();
        try (EngineNetwork network = EngineNetwork.load(
                        arguments[0],
                        architecture,
                        WeightsLoader.of(architecture)
                                .load(Checkpoints.open(weights))
                                .tensors(),
                        Integer.parseInt(arguments[3]))
                .orElseThrow(() -> new MetaFormerException("there is no engine " + arguments[0]))) {
            Map<String, Double> found = new LinkedHashMap<>();
            found.put("load", (System.nanoTime() - start) * NANOS);
            double[] seconds = network.seconds(image, CALLS);
            found.put("first", seconds[0]);
            found.put("second", seconds[1]);
            found.put("tenth", seconds[9]);
            found.put("steady", median(seconds, CALLS - 10));
            System.out.println(JSON.writeValueAsString(found));
        }
        System.exit(0); // an engine's threads may still sleep
    }

    private static double median(double[] seconds, int from) {
        double[] last = Arrays.copyOfRange(seconds, from, seconds.length);
        Arrays.sort(last);
        return (last[(last.length - 1) / 2] + last[last.length / 2]) / 2;
    }
}
