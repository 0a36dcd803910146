package io.metaformer4j.cli.quantize;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.ThreadsConverter;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.quantize.Quantized;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stores the linear layers and convolutions of a model as bytes, for the engine that computes with them. */
@Command(
        name = "quantize",
        description = {
            "Store the linear layers and strided convolutions of a model as int8, with ranges of activations that are measured "
                    + "on pictures.",
            "The file is for --weights of other commands with --engine cpu or onnx."
        })
public final class QuantizeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "DIR",
            description = "Folder of pictures, at any depth, like those that the model will see.")
    private Path calibration;

    @Option(
            names = "--calibration-pictures",
            defaultValue = "256",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Take at most so many of them, evenly over all (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
    private Path output;

    @Option(
            names = "--val",
            paramLabel = "DATA",
            description = "Labelled pictures, as 'validate' takes them, to compare the file with float32 on.")
    private String labelled;

    @Option(
            names = "--range",
            defaultValue = "mse",
            paramLabel = "METHOD",
            description =
                    "How the range of a layer's input follows from what was seen: minmax, percentile (all but one "
                            + "in 10,000 at either end) or mse (smallest squared error; default).")
    private RangeMethod range;

    @Option(
            names = "--max-error",
            defaultValue = "0.05",
            paramLabel = "X",
            converter = MagnitudeConverter.class,
            description = "Keep the worst layers in float32 until the logits change by no more than this part of "
                    + "themselves (root mean square; default: ${DEFAULT-VALUE}).")
    private double largest;

    @Option(
            names = "--error-pictures",
            defaultValue = "16",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Measure the errors of the layers on so many of the pictures (default: ${DEFAULT-VALUE}).")
    private int errorPictures;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = ThreadsConverter.class,
            description = "Threads of the engine (default: one for each core).")
    private Integer threads;

    @Option(
            names = "--engine",
            defaultValue = "cpu",
            paramLabel = "NAME",
            description = "The engine that will compute with the file (default: ${DEFAULT-VALUE}).")
    private Engine engine;

    @Mixin
    private QuantizedModelArguments model;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine())
                .writes("--output", output)
                .readsData("--calibration", calibration.toString())
                .readsData("--val", labelled);
        model.requireKept(outputs);
        CalibrationPictures chosen = CalibrationPictures.in(calibration, pictures);
        QuantizedModelArguments.Source source = model.load(err);
        if (labelled == null) {
            print(outputs, stored(source, chosen), Optional.empty());
            return 0;
        }
        try (LoadedModel before = floats(source);
                LabelledComparison comparison = LabelledComparison.open(labelled, before, err)) {
            QuantizeReport report = stored(source, chosen);
            print(outputs, report, accuracy(comparison, before, outputs, report));
        }
        return 0;
    }

    /** Quantizes, writes the file, and says what is in it. */
    private QuantizeReport stored(QuantizedModelArguments.Source source, CalibrationPictures chosen)
            throws IOException {
        Quantized quantized = quantize(source, chosen);
        SafetensorsWriter.write(output, quantized.tensors(), metadata(source, chosen));
        return new QuantizeReport(
                source.description().name(),
                output.toString(),
                chosen.count(),
                quantized,
                Files.isRegularFile(output) ? Files.size(output) : bytes(quantized.tensors()),
                floatBytes(source.tensors()),
                Optional.empty());
    }

    /** Of the file that was written, as those who use it will read it. */
    private Optional<QuantizeReport.Accuracy> accuracy(
            LabelledComparison comparison, LoadedModel before, CommandOutputs outputs, QuantizeReport report)
            throws IOException {
        MetaFormers models = MetaFormers.standard().withEngine(engine);
        try (LoadedModel after = models.load(model.stored(output).withPlacement(placement()))) {
            return Optional.of(comparison.compare(before, after));
        } catch (IOException | RuntimeException e) {
            print(outputs, report, Optional.empty()); // the file is there, and what was measured of its layers
            throw e;
        }
    }

    private void print(CommandOutputs outputs, QuantizeReport report, Optional<QuantizeReport.Accuracy> accuracy) {
        QuantizeReport whole = report.with(accuracy);
        if (json.enabled()) {
            JsonOutput.print(outputs.report(), whole.document());
        } else {
            whole.print(outputs.report());
        }
    }

    private LoadedModel floats(QuantizedModelArguments.Source source) {
        return LoadedModel.of(
                source.description(),
                engine.load(
                        source.description().architecture(),
                        source.description().preprocessing(),
                        source.tensors(),
                        placement()));
    }

    private Placement placement() {
        return threads == null ? Placement.DEFAULT : Placement.DEFAULT.withThreads(threads);
    }

    private Quantized quantize(QuantizedModelArguments.Source source, CalibrationPictures chosen) throws IOException {
        PictureFeed feed = PictureFeed.of(source.description().preprocessing(), ImageDecoder.standard());
        PrintWriter err = spec.commandLine().getErr();
        try (Quantizer quantizer = engine.quantizer(
                        source.description().architecture(),
                        source.description().preprocessing(),
                        source.tensors(),
                        placement())
                .orElseThrow(() -> new MetaFormerException("the engine " + engine.name()
                        + " does not measure activations; quantize with --engine cpu, whose file the engine onnx"
                        + " takes, too"))) {
            try (CommandProgress progress = CommandProgress.start(err, "calibrate", chosen.count(), " pictures")) {
                int seen = 0;
                for (Path file : chosen.files()) {
                    quantizer.add(feed.read(ImageSource.of(file)));
                    seen++;
                    progress.at(seen, "");
                }
            }
            List<ImageBatch> some = chosen.read(errorPictures, feed);
            int layers = quantizer.layers().size();
            try (CommandProgress progress = CommandProgress.start(err, "try layers", layers, " layers")) {
                return quantizer.quantize(range, largest, some, done -> progress.at(done, ""));
            }
        }
    }

    private Map<String, String> metadata(QuantizedModelArguments.Source source, CalibrationPictures chosen) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(QuantizedNames.FORMAT_KEY, QuantizedNames.FORMAT);
        metadata.put("metaformer4j.model", source.description().name());
        metadata.put(
                "metaformer4j.calibration",
                chosen.count() + " pictures, " + range.name().toLowerCase(Locale.ROOT));
        return metadata;
    }

    private static long bytes(Map<String, WeightTensor> tensors) {
        return tensors.values().stream().mapToLong(WeightTensor::byteCount).sum();
    }

    private static long floatBytes(Map<String, WeightTensor> tensors) {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.elementCount() * Float.BYTES)
                .sum();
    }
}
