package io.metaformer4j.onnx;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.onnx.file.ModelFiles;
import io.metaformer4j.onnx.graph.GraphWeights;
import io.metaformer4j.onnx.graph.NetworkGraph;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.GraphSettings.PictureElements;
import io.metaformer4j.onnx.writer.WrittenGraph;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Writes networks as ONNX files: a graph of ONNX's standard operators, with the weights, the names of the classes and the
 * preprocessing.
 *
 * <p>The input is called {@code input}; the outputs {@code logits [N, classes]}, {@code pooled [N, C]} and {@code stage0}, ... {@code
 * [N, C, H, W]}. What the metadata hold, {@link OnnxMetadata} says. Immutable and safe for concurrent use.
 */
public final class OnnxExporter {

    private final OnnxOptions options;

    private OnnxExporter(OnnxOptions options) {
        this.options = options;
    }

    /**
     * An exporter.
     *
     * @param options how models are exported
     * @return the exporter
     */
    public static OnnxExporter of(OnnxOptions options) {
        return new OnnxExporter(options);
    }

    /**
     * What was written.
     *
     * @param file the model
     * @param data the file with its weights, if they have one of their own
     * @param nodes operators of the graph
     * @param interfaces inputs and outputs
     */
    public record Exported(Path file, Optional<Path> data, int nodes, OnnxInterface interfaces) {}

    /**
     * Exports a model. An older file is replaced by a complete one only.
     *
     * @param model the model
     * @param out the file to write; weights of their own go where {@link #dataFile} says
     * @return what was written
     * @throws IOException if it cannot be written
     * @throws MetaFormerException if the version of the operators cannot be written, a tensor is missing or of another shape, the
     *     network does not take the model's size of pictures, or any size is asked of one that is made for one size
     */
    public Exported write(ExportedModel model, Path out) throws IOException {
        Architecture architecture = model.architecture();
        Preprocessing preprocessing = model.preprocessing();
        GraphSettings settings = new GraphSettings(
                options.opset(),
                preprocessing.height(),
                preprocessing.width(),
                options.anyBatch(),
                options.anySize(),
                options.bytes() ? PictureElements.BYTES : PictureElements.NORMALIZED);
        requireSizes(model.name(), architecture, preprocessing);
        GraphWeights weights = new GraphWeights(architecture, model.weights());
        WrittenGraph graph = NetworkGraph.write(architecture, preprocessing, weights, settings, outputs(architecture));
        Optional<Path> data = ModelFiles.write(
                out, graph, settings, OnnxMetadata.of(model, weights.hasBytes()).entries(), options.externalData());
        return new Exported(out, data, graph.graph().getNodeCount(), OnnxInterface.of(graph.graph()));
    }

    /**
     * Where the weights go that get a file of their own.
     *
     * @param out the model's file, or a link to it
     * @return a file beside the model's, behind all links, with {@code .data} behind its name
     * @throws IOException if the file system cannot tell where a link leads
     * @throws MetaFormerException if there can be none: the path has no name, or is a device, a pipe or a folder
     */
    public static Path dataFile(Path out) throws IOException {
        return ModelFiles.dataFile(out);
    }

    private Set<Output> outputs(Architecture architecture) {
        return options.features() || !architecture.hasClassifier()
                ? Request.everything(architecture).outputs()
                : Request.LOGITS.outputs();
    }

    private void requireSizes(String name, Architecture architecture, Preprocessing preprocessing) {
        int height = preprocessing.height();
        int width = preprocessing.width();
        architecture.featureMaps(height, width);
        if (options.anySize()) {
            try {
                architecture.featureMaps(2 * height, 2 * width);
            } catch (MetaFormerException e) {
                throw new MetaFormerException(
                        "model " + name + " cannot be exported for pictures of any size, since it is made for " + height
                                + "x" + width + " alone (" + e.getMessage() + "); export it for that size",
                        e);
            }
        }
    }
}
