package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.model.KeptModel;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.weights.convert.Conversion;
import io.metaformer4j.weights.convert.ConvertOptions;
import io.metaformer4j.weights.convert.ConvertedFormat;
import io.metaformer4j.weights.convert.WeightsConverter;
import io.metaformer4j.weights.hub.RemoteFile;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rewrites a checkpoint in another project's naming and format. */
@Command(
        name = "convert",
        description = {
            "Rewrite a checkpoint in another naming and format.",
            "OUT ends in .safetensors, or .pth, .pt or .bin; without an extension it is a folder with a config.json."
        })
public final class ConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description =
                    "Checkpoint: safetensors, .pth, .pt, .pth.tar or .bin; or hf:OWNER/NAME, or an https address.")
    private String in;

    @Parameters(index = "1", paramLabel = "OUT", description = "File or folder to write.")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Whose weights they are (default: found out from the shapes).")
    private String model;

    @Option(
            names = "--to",
            defaultValue = "canonical",
            paramLabel = "DIALECT",
            description =
                    "sail, sail-metaformer, sail-poolformer, timm, timm-features, geoformer, geometaformer, transformers "
                            + "or canonical (default: ${DEFAULT-VALUE}).")
    private String to;

    @Mixin
    private InputChannelArguments channels;

    @Mixin
    private WeightsPartArguments part;

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Replace the classifier by a fresh one for N classes.")
    private Integer classes;

    @Option(
            names = "--head-21k-to-1k",
            description = "Make a classifier for ImageNet-1k from the rows of an ImageNet-21k one.")
    private boolean head21kTo1k;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Type of the stored values: fp32, fp16 or bf16 (default: as in IN).")
    private Precision type;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        ConvertOptions options = options();
        requireWritable();
        Conversion conversion = new WeightsConverter(Catalog.standard()).convert(fetch(err), out, options);
        conversion.notes().forEach(note -> err.println("note: " + note));
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("output", conversion.file().toString());
            document.put("model", conversion.model());
            document.put("from", conversion.from().dialect().id());
            document.put("to", conversion.to().id());
            document.put("tensors", conversion.tensors());
            document.put("averaged", conversion.averaged());
            document.put("classes", conversion.architecture().classes());
            document.put("notes", conversion.notes());
            JsonOutput.print(spec.commandLine().getOut(), document);
        } else {
            spec.commandLine()
                    .getOut()
                    .println("wrote " + conversion.tensors() + " tensors of " + conversion.model() + " to "
                            + conversion.file() + " ("
                            + conversion.from().dialect().id() + " -> "
                            + conversion.to().id() + ")");
        }
        return 0;
    }

    private void requireWritable() throws IOException {
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine());
        if (Files.isDirectory(out)) {
            outputs.writes("OUT", out.resolve(ConvertedFormat.FOLDER_WEIGHTS));
        } else if (String.valueOf(out.getFileName()).contains(".")) {
            outputs.writes("OUT", out);
        }
        outputs.reads("IN", in);
        if (model != null) {
            KeptModel.requireKept(outputs, "--model", model);
        }
    }

    private Path fetch(PrintWriter err) throws IOException {
        WeightsSource source = WeightsSource.stored(in);
        Optional<RemoteFile> remote = source.remoteFile();
        if (remote.isEmpty()) {
            return source.localPath().orElseThrow();
        }
        try (DownloadProgress progress = new DownloadProgress(err)) {
            return MetaFormers.standard().withDownloads(progress).fetch(remote.get());
        }
    }

    private ConvertOptions options() throws IOException {
        LoadOptions load = ConvertOptions.DEFAULT.load();
        load = part.read().apply(load);
        if (channels.given().isPresent()) {
            requireModel();
            load = load.withStem(LoadOptions.StemRule.ADAPT);
        }
        if (head21kTo1k) {
            load = load.withHead(HeadRule.IMAGENET_21K_TO_1K);
        }
        if (type != null) {
            load = load.withElementType(Optional.of(type.dtype()));
        }
        ConvertOptions options = target().withLoad(load);
        if (classes != null) {
            options = options.withClasses(classes);
        }
        return model == null ? options : options.withModel(describe(model));
    }

    private void requireModel() {
        if (model == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--in-chans is for a model that is known; name it with --model, or leave it out");
        }
    }

    private ConvertOptions target() {
        try {
            return ConvertOptions.DEFAULT.withTarget(to);
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Model describe(String name) throws IOException {
        ModelDescription described = channels.apply(MetaFormers.standard().describe(name));
        return new Model(described.name(), described.architecture(), described.card());
    }
}
