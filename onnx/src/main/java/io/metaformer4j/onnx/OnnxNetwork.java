package io.metaformer4j.onnx;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.onnx.graph.GraphWeights;
import io.metaformer4j.onnx.graph.NetworkGraph;
import io.metaformer4j.onnx.session.GraphSession;
import io.metaformer4j.onnx.session.OrtRuntime;
import io.metaformer4j.onnx.writer.GraphAssembly;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.WrittenGraph;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A network in ONNX Runtime. There is a graph for its plain answer, one that also puts out the features, and one with the output of
 * every module, since what a graph puts out keeps ONNX Runtime from joining operations; each is made when it is first needed.
 */
final class OnnxNetwork implements Network {

    private final Architecture architecture;
    private final Placement placement;
    private final PictureValues pictures;
    private final List<Level> levels;

    /** Held for reading by runs, for writing by the end. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private OnnxNetwork(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        this.architecture = architecture;
        this.placement = placement;
        this.pictures = new PictureValues(preprocessing);
        this.levels = levels(architecture).stream()
                .map(outputs -> new Level(outputs, preprocessing, weights))
                .toList();
    }

    static OnnxNetwork load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        Map<String, WeightTensor> kept = GraphWeights.complete(architecture, weights);
        OrtRuntime.environment(); // which fails here rather than at the first picture
        OnnxNetwork network = new OnnxNetwork(architecture, preprocessing, kept, placement);
        if (kept.values().stream().anyMatch(tensor -> !tensor.dtype().isFloating())) {
            network.levels.get(0).written(); // so do bytes that the graph has no place for
        }
        return network;
    }

    private static List<Set<Output>> levels(Architecture architecture) {
        List<Set<Output>> levels = new ArrayList<>();
        if (architecture.hasClassifier()) {
            levels.add(Request.LOGITS.outputs());
        }
        Set<Output> everything =
                new LinkedHashSet<>(Request.everything(architecture).outputs());
        levels.add(new LinkedHashSet<>(everything));
        Output.activations(architecture).forEach(module -> everything.add(Output.activation(module)));
        levels.add(everything);
        return levels;
    }

    /** A graph and what it puts out. */
    private final class Level {
        private final Set<Output> outputs;
        private final Preprocessing preprocessing;
        private final Map<String, WeightTensor> weights;
        private final GraphSettings settings;
        private WrittenGraph graph;
        private GraphSession session;

        Level(Set<Output> outputs, Preprocessing preprocessing, Map<String, WeightTensor> weights) {
            this.outputs = outputs;
            this.preprocessing = preprocessing;
            this.weights = weights;
            this.settings = new GraphSettings(
                    GraphSettings.GELU_OPSET,
                    preprocessing.height(),
                    preprocessing.width(),
                    true,
                    true,
                    GraphSettings.PictureElements.NORMALIZED);
        }

        /** The session, which the first caller makes. */
        synchronized GraphSession open() {
            if (session == null) {
                session = GraphSession.open(written(), settings, placement.threads());
            }
            return session;
        }

        synchronized WrittenGraph written() {
            if (graph == null) {
                graph = NetworkGraph.write(
                        architecture, preprocessing, new GraphWeights(architecture, weights), settings, outputs);
            }
            return graph;
        }

        synchronized String nameOf(Output output) {
            return written().outputs().get(output);
        }

        synchronized void close() {
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        request.requireOf(architecture);
        if (images.channels() != architecture.inputChannels()) {
            throw new MetaFormerException("input of shape [" + images.size() + ", " + images.channels() + ", "
                    + images.height() + ", " + images.width() + "] is no batch [N, " + architecture.inputChannels()
                    + ", H, W]");
        }
        architecture.featureMaps(images.height(), images.width());
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed; keep it open as long as it is used");
            }
            return compute(images, request);
        } finally {
            use.readLock().unlock();
        }
    }

    private Outputs compute(ImageBatch images, Request request) {
        FloatBuffer values = pictures.planes(images);
        Set<Output> computed = new LinkedHashSet<>(request.outputs());
        computed.remove(Output.INPUT);
        Map<Output, FloatArray> found = new LinkedHashMap<>();
        if (!computed.isEmpty()) {
            found.putAll(computed(values, images, computed));
        }
        Map<Output, FloatArray> ordered = new LinkedHashMap<>();
        for (Output output : request.outputs()) {
            ordered.put(output, output.equals(Output.INPUT) ? pictures.plain(values, images) : found.get(output));
        }
        return new Outputs(ordered);
    }

    private Map<Output, FloatArray> computed(FloatBuffer values, ImageBatch images, Set<Output> wanted) {
        Level level = levels.stream()
                .filter(candidate -> candidate.outputs.containsAll(wanted))
                .findFirst()
                .orElseThrow();
        GraphSession session = level.open();
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(output -> names.add(level.nameOf(output)));
        long[] shape = {images.size(), images.channels(), images.height(), images.width()};
        Map<String, FloatArray> results = session.run(GraphAssembly.INPUT, values.duplicate(), shape, names);
        Map<Output, FloatArray> found = new LinkedHashMap<>();
        Set<String> handedOut = new LinkedHashSet<>();
        for (Output output : wanted) {
            FloatArray array = results.get(level.nameOf(output));
            // two outputs may be one value, and each caller's array is its own
            boolean first = handedOut.add(level.nameOf(output));
            found.put(output, first ? array : FloatArray.of(array.values().clone(), array.shape()));
        }
        return found;
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                levels.forEach(Level::close);
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
