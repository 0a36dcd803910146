package io.metaformer4j.cli.export;

import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.model.ChosenModelArguments;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.ModelWeights;
import io.metaformer4j.onnx.ExportedModel;
import io.metaformer4j.weights.DType;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model is exported, with which weights and for which pictures; no engine is asked. */
final class ExportedModelArguments {

    @Mixin
    private ChosenModelArguments chosen;

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Classes of the weights, if they are not those of the published model.")
    private Integer classes;

    @Mixin
    private InputChannelArguments channels;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private WeightsPartArguments part;

    @Option(
            names = "--int8",
            description =
                    "Fail unless the weights are int8, of a file that 'metaformer quantize' wrote. Such weights are "
                            + "exported as int8 in any case.")
    private boolean int8;

    /** Refuses outputs that would replace the model or its weights. */
    void requireKept(CommandOutputs outputs) throws IOException {
        chosen.requireKept(outputs);
    }

    /** Refuses a model that is not there. */
    void requireKnown() throws IOException {
        MetaFormers.standard().describe(chosen.model());
    }

    /** Loads the weights, shows a download, and tells their notes. */
    ExportedModel load(PrintWriter err) throws IOException {
        ModelRequest request = chosen.request().withPart(part.read());
        if (classes != null) {
            request = request.withClasses(classes);
        }
        if (channels.given().isPresent()) {
            request = request.withInputChannels(channels.given().getAsInt());
        }
        try (DownloadProgress progress = new DownloadProgress(err)) {
            MetaFormers models = MetaFormers.standard().withDownloads(progress);
            ModelDescription own = channels.apply(models.describe(chosen.model()));
            ModelDescription described = classes == null ? own : own.withClasses(classes);
            ModelWeights found = models.weights(request, Set.of(DType.I8));
            if (int8) {
                requireBytes(found);
            }
            found.notes().forEach(note -> err.println("note: " + note));
            return new ExportedModel(
                    described.name(),
                    described.architecture(),
                    size.apply(described.preprocessing()),
                    described.classNames(),
                    found.tensors());
        }
    }

    private static void requireBytes(ModelWeights found) {
        if (found.tensors().values().stream().noneMatch(tensor -> tensor.dtype() == DType.I8)) {
            throw new MetaFormerException("--int8: the weights of " + found.source()
                    + " are floating point; make int8 ones of them with 'metaformer quantize', and name its"
                    + " file with --weights");
        }
    }
}
