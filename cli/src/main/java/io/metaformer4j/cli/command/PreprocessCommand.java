package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.model.KeptModel;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the tensor that a network would see of a picture. */
@Command(
        name = "preprocess",
        description = "Write what a model would see of a picture: tensor 'input' [1,C,H,W], float32, as safetensors.")
public final class PreprocessCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "JPEG, PNG, WebP, BMP, GIF or TIFF file.")
    private Path image;

    @Option(
            names = "--model",
            defaultValue = ModelRequest.EMBEDDED,
            paramLabel = "MODEL",
            description = "Whose preprocessing to use (default: the ${DEFAULT-VALUE} model).")
    private String model;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
    private Path output;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private InputChannelArguments channels;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        Preprocessing preprocessing = changes.apply(
                channels.apply(MetaFormers.standard().describe(model)).preprocessing());
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("--output", output).reads("IMAGE", image);
        KeptModel.requireKept(outputs, "--model", model);
        if (Files.isDirectory(image)) {
            throw new MetaFormerException("'" + image + "' is a folder, not a picture; name one of the files in it");
        }
        Picture picture = decoding.decoder().decode(image);
        ImageBatch batch = EvalTransform.of(preprocessing).batchOf(new Sample.Pixels(picture), 0);
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(values);
        WeightTensor tensor = WeightTensor.ofFloats(values, 1, batch.channels(), batch.height(), batch.width());
        SafetensorsWriter.write(output, Map.of("input", tensor), Map.of());
        report(outputs.report(), picture, preprocessing, batch);
        return 0;
    }

    private void report(PrintWriter out, Picture picture, Preprocessing preprocessing, ImageBatch batch) {
        if (!json.enabled()) {
            out.println("wrote 'input' [1, " + batch.channels() + ", " + batch.height() + ", " + batch.width() + "] to "
                    + output);
            return;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("output", output.toString());
        document.put("shape", List.of(1, batch.channels(), batch.height(), batch.width()));
        document.put("picture", List.of(picture.width(), picture.height()));
        document.put("preprocessing", ModelsCommand.describe(preprocessing));
        JsonOutput.print(out, document);
    }
}
