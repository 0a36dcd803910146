package io.metaformer4j.onnx;

import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What servers of models want beside an exported file. */
public final class ServingFiles {

    /** What NVIDIA Triton calls the file in the folder of a version, unless its configuration says otherwise. */
    private static final String TRITON_MODEL = "model.onnx";

    private static final String TRITON_CONFIGURATION = "config.pbtxt";

    private static final String TRITON_LABELS = "labels.txt";

    private static final String DJL_PROPERTIES = "serving.properties";

    private static final String DJL_LABELS = "synset.txt";

    private static final Pattern VERSION = Pattern.compile("[1-9]\\d*");

    /** Pictures that Triton may put into one batch, where the graph takes any number. */
    private static final int TRITON_BATCH = 32;

    private ServingFiles() {}

    /**
     * Checks that a file lies where Triton looks for models: {@code NAME/VERSION/model.onnx} in its repository.
     *
     * @param out the exported file
     * @return the folder of the model, {@code NAME}, where its configuration belongs
     * @throws MetaFormerException if it lies elsewhere; the message says where it should
     */
    public static Path tritonFolder(Path out) {
        Path file = out.toAbsolutePath().normalize();
        Path version = file.getParent();
        boolean fits = file.getFileName() != null
                && file.getFileName().toString().equals(TRITON_MODEL)
                && version.getFileName() != null
                && VERSION.matcher(version.getFileName().toString()).matches()
                && version.getParent().getFileName() != null;
        if (!fits) {
            throw new MetaFormerException("'" + out + "' is not where Triton looks for models; write to NAME/1/"
                    + TRITON_MODEL + ", where NAME is what the model is to be called");
        }
        return version.getParent();
    }

    /**
     * What {@link #triton} may write.
     *
     * @param out the exported file
     * @return the files
     * @throws MetaFormerException if the exported file lies elsewhere than {@link #tritonFolder} says
     */
    public static List<Path> tritonFiles(Path out) {
        Path folder = tritonFolder(out);
        return List.of(folder.resolve(TRITON_CONFIGURATION), folder.resolve(TRITON_LABELS));
    }

    /**
     * What {@link #djl} may write.
     *
     * @param out the exported file
     * @return the files
     */
    public static List<Path> djlFiles(Path out) {
        Path file = out.toAbsolutePath();
        return List.of(file.resolveSibling(DJL_PROPERTIES), file.resolveSibling(DJL_LABELS));
    }

    /**
     * Writes {@code config.pbtxt}, and {@code labels.txt} if the classes have names, for NVIDIA Triton's backend {@code
     * onnxruntime}.
     *
     * @param model the model
     * @param exported what was written, at {@code NAME/VERSION/model.onnx}
     * @return the files
     * @throws IOException if one cannot be written
     * @throws MetaFormerException if the model lies elsewhere
     */
    public static List<Path> triton(ExportedModel model, OnnxExporter.Exported exported) throws IOException {
        Path folder = tritonFolder(exported.file());
        List<Path> written = new ArrayList<>();
        Optional<Path> labels = labels(folder.resolve(TRITON_LABELS), model);
        labels.ifPresent(written::add);
        OnnxInterface sides = exported.interfaces();
        boolean anyBatch = sides.inputs().get(0).sides().get(0).isEmpty();
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(quoted(folder.getFileName().toString())).append('\n');
        text.append("backend: \"onnxruntime\"\n");
        text.append("max_batch_size: ").append(anyBatch ? TRITON_BATCH : 0).append('\n');
        sides.inputs().forEach(input -> text.append("input [\n")
                .append(tensor(input, anyBatch, ""))
                .append("]\n"));
        for (OnnxInterface.TensorType output : sides.outputs()) {
            String more = output.name().equals("logits") && labels.isPresent()
                    ? "    label_filename: "
                            + quoted(String.valueOf(labels.get().getFileName())) + "\n"
                    : "";
            text.append("output [\n").append(tensor(output, anyBatch, more)).append("]\n");
        }
        if (anyBatch) {
            text.append("dynamic_batching { }\n");
        }
        Path config = folder.resolve(TRITON_CONFIGURATION);
        write(config, text.toString());
        written.add(config);
        return written;
    }

    /** Where there are batches, the first side is not listed. */
    private static String tensor(OnnxInterface.TensorType type, boolean anyBatch, String more) {
        List<String> sides = type.sides().stream()
                .skip(anyBatch ? 1 : 0)
                .map(side -> String.valueOf(orUnknown(side)))
                .toList();
        return "  {\n    name: " + quoted(type.name()) + "\n    data_type: "
                + (type.bytes() ? "TYPE_UINT8" : "TYPE_FP32") + "\n    dims: [ " + String.join(", ", sides) + " ]\n"
                + more + "  }\n";
    }

    private static long orUnknown(OptionalLong side) {
        return side.orElse(-1);
    }

    /** Text in the text format of protocol buffers. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /**
     * Writes {@code serving.properties}, and {@code synset.txt} if the classes have names, for DJL Serving.
     *
     * @param model the model
     * @param exported what was written
     * @return the files
     * @throws IOException if one cannot be written
     */
    public static List<Path> djl(ExportedModel model, OnnxExporter.Exported exported) throws IOException {
        Path file = exported.file().toAbsolutePath();
        List<Path> written = new ArrayList<>();
        Optional<Path> labels = labels(file.resolveSibling(DJL_LABELS), model);
        labels.ifPresent(written::add);
        Path properties = file.resolveSibling(DJL_PROPERTIES);
        write(properties, DjlProperties.of(model, exported, labels.isPresent()));
        written.add(properties);
        return written;
    }

    private static Optional<Path> labels(Path file, ExportedModel model) throws IOException {
        if (model.labels().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder lines = new StringBuilder();
        model.labels().forEach(label -> lines.append(label.replace('\n', ' ')).append('\n'));
        write(file, lines.toString());
        return Optional.of(file);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
