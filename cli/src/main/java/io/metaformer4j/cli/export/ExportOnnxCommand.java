package io.metaformer4j.cli.export;

import io.metaformer4j.cli.argument.converter.OpsetConverter;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.onnx.ExportedModel;
import io.metaformer4j.onnx.OnnxExporter;
import io.metaformer4j.onnx.OnnxInterface;
import io.metaformer4j.onnx.OnnxOptions;
import io.metaformer4j.onnx.ServingFiles;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model as an ONNX file. */
@Command(
        name = "onnx",
        description = {
            "Write a model as an ONNX file.",
            "Its input is 'input', float32 [N,C,H,W], normalised; its outputs 'logits' [N,classes], with --features also "
                    + "'stage0'.. [N,C,H,W] and 'pooled' [N,C]. Metadata hold the model's name, preprocessing and class names."
        })
public final class ExportOnnxCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OUT", description = "File to write.")
    private Path out;

    @Option(
            names = "--opset",
            defaultValue = "20",
            paramLabel = "N",
            converter = OpsetConverter.class,
            description = "Version of ONNX's operators, from 17 (default: ${DEFAULT-VALUE}, the first with GELU).")
    private int opset;

    @Option(names = "--dynamic-batch", description = "Take any number of pictures (default: one).")
    private boolean anyBatch;

    @Option(names = "--dynamic-size", description = "Take pictures of any size (default: the model's own).")
    private boolean anySize;

    @Option(names = "--features", description = "Put out the maps of all stages and the pooled vectors, too.")
    private boolean features;

    @Option(
            names = "--with-preprocessing",
            description = "Take bytes [N,H,W,C] as decoded and cropped, and normalise them inside.")
    private boolean bytes;

    @Option(
            names = "--external-data",
            description = "Put the weights into OUT.data beside OUT; done anyway beyond 2 GB.")
    private boolean externalData;

    @Option(
            names = "--triton",
            description = "Write config.pbtxt for NVIDIA Triton, too; OUT is then NAME/1/model.onnx.")
    private boolean triton;

    @Option(names = "--djl", description = "Write serving.properties for DJL Serving beside OUT, too.")
    private boolean djl;

    @Mixin
    private ExportedModelArguments model;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        if (triton) {
            requireTritonFolder();
        }
        model.requireKnown();
        BegunFolders begun = serverFolder();
        try {
            return export();
        } finally {
            begun.removeEmpty();
        }
    }

    /** The folder of a server that is begun is not there yet. */
    private BegunFolders serverFolder() throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        return (triton || djl) && folder != null ? BegunFolders.of(folder) : BegunFolders.none();
    }

    private int export() throws IOException {
        CommandOutputs outputs = outputs();
        ExportedModel exported = model.load(spec.commandLine().getErr());
        OnnxExporter.Exported written = OnnxExporter.of(options()).write(exported, out);
        List<Path> files = new ArrayList<>();
        written.data().ifPresent(files::add);
        if (triton) {
            files.addAll(ServingFiles.triton(exported, written));
        }
        if (djl) {
            files.addAll(ServingFiles.djl(exported, written));
        }
        report(exported, written, files, outputs.report());
        return 0;
    }

    /** Everything that is written, looked at before weights are loaded. */
    private CommandOutputs outputs() throws IOException {
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine()).writes("OUT", out);
        if (externalData) {
            outputs.writes("the file of --external-data", dataFile());
        }
        if (triton) {
            writes(outputs, "--triton", ServingFiles.tritonFiles(out));
        }
        if (djl) {
            writes(outputs, "--djl", ServingFiles.djlFiles(out));
        }
        model.requireKept(outputs);
        return outputs;
    }

    private static void writes(CommandOutputs outputs, String option, List<Path> files) throws IOException {
        for (Path file : files) {
            outputs.writes("'" + file.getFileName() + "' of " + option, file);
        }
    }

    private Path dataFile() throws IOException {
        Path data;
        try {
            data = OnnxExporter.dataFile(out);
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), "--external-data: " + e.getMessage(), e);
        }
        if (Files.isDirectory(data)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--external-data: the weights would go into '" + data
                            + "', which is a folder; move it away, or choose another name for OUT");
        }
        return data;
    }

    private void requireTritonFolder() {
        try {
            ServingFiles.tritonFolder(out);
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), "--triton: " + e.getMessage(), e);
        }
    }

    private OnnxOptions options() {
        OnnxOptions options = OnnxOptions.DEFAULT.withOpset(opset);
        options = anyBatch ? options.withAnyBatch() : options;
        options = anySize ? options.withAnySize() : options;
        options = features ? options.withFeatures() : options;
        options = bytes ? options.withBytes() : options;
        return externalData ? options.withExternalData() : options;
    }

    private void report(ExportedModel model, OnnxExporter.Exported written, List<Path> files, PrintWriter report) {
        OnnxInterface sides = written.interfaces();
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("model", model.name());
            document.put("file", written.file().toString());
            document.put("files", files.stream().map(Path::toString).toList());
            document.put("opset", opset);
            document.put("nodes", written.nodes());
            document.put("inputs", sides.inputs().stream().map(Object::toString).toList());
            document.put(
                    "outputs", sides.outputs().stream().map(Object::toString).toList());
            JsonOutput.print(report, document);
            return;
        }
        sides.inputs().forEach(input -> report.println("takes " + input));
        sides.outputs().forEach(output -> report.println("gives " + output));
        report.println("wrote " + written.file() + " (opset " + opset + ", " + written.nodes() + " operators)");
        files.forEach(file -> report.println("wrote " + file));
        report.flush();
    }
}
