package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TypedCommand;
import io.metaformer4j.evaluation.prediction.PredictionColumns;
import io.metaformer4j.evaluation.prediction.PredictionFile;
import io.metaformer4j.evaluation.prediction.Predictor;
import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.SampleFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Stores what many pictures show. */
@Command(
        name = "predict",
        description = {
            "Write what the pictures of a folder, archive or list show to a table.",
            "A picture that cannot be read has a row with the error, and the exit code is 1."
        })
public final class PredictCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private UnlabelledArguments data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "File to write; its ending (.csv, .json, .jsonl, .parquet) says how.")
    private Path output;

    @Option(
            names = "--results-format",
            paramLabel = "FORMAT",
            converter = ResultsFormat.Converter.class,
            description = "csv, json, json-records, json-split or parquet, whatever the ending of FILE.")
    private ResultsFormat format;

    @Mixin
    private PredictionArguments table;

    @Mixin
    private StreamArguments stream;

    @Mixin
    private ModelArguments model;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        PredictionColumns columns = table.columns(spec.commandLine(), !stream.skipsBroken());
        ResultsFormat wanted = format();
        if (wanted == ResultsFormat.PARQUET) {
            ParquetFile.requireUsable(output);
        }
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine())
                .writes("--output", output)
                .readsData("DIR|TAR|LIST", data.location());
        model.requireKept(outputs);
        try (LoadedModel loaded = model.load(network.apply(), err);
                Dataset<Unlabelled> dataset = data.open(err)) {
            StreamOptions options = stream.options(loaded, FailurePolicy.SKIP_AND_COUNT);
            noteNames(loaded, columns, err);
            Predictor predictor = Predictor.of(loaded, options).withFeatures(columns.features());
            RunIdentity identity = RunIdentity.of(loaded, dataset, options, "predictions");
            try (PredictionFile file =
                    PredictionFile.open(output, wanted.rows(), columns, loaded, identity, stream.resumes())) {
                int before = file.done();
                noteResumed(before, dataset.size(), err);
                predict(predictor, dataset, file);
                int broken = file.broken();
                if (wanted == ResultsFormat.PARQUET) {
                    file.finishAs(ParquetFile::write);
                } else {
                    file.finish();
                }
                report(loaded, dataset.size(), before, broken, outputs.report());
                return broken > 0 && !stream.skipsBroken() ? 1 : 0;
            }
        }
    }

    private ResultsFormat format() {
        if (format != null) {
            return format;
        }
        return ResultsFormat.ofFile(output)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "the ending of --output '" + output
                                + "' does not say how to write it; use .csv, .json, .jsonl or .parquet, or give"
                                + " --results-format"));
    }

    private static void noteNames(LoadedModel loaded, PredictionColumns columns, PrintWriter err) {
        if (loaded.labels().isEmpty() && columns.label().isPresent() && columns.best() > 0) {
            err.println("note: the classes of model " + loaded.name() + " have no names; their numbers stand for them");
        }
    }

    private static void noteResumed(int done, int pictures, PrintWriter err) {
        if (done > 0) {
            err.println("note: going on behind " + done + " of " + pictures + " pictures");
        }
    }

    private void predict(Predictor predictor, Dataset<Unlabelled> dataset, PredictionFile file) throws IOException {
        try (CommandProgress progress =
                CommandProgress.start(spec.commandLine().getErr(), "predict", dataset.size(), " images")) {
            predictor.predict(dataset, file.done(), new ShownProgress<>(file, progress));
        } catch (SampleFailedException e) {
            throw BrokenPictureHint.on(e, ", and go on with --resume");
        }
    }

    private void report(LoadedModel loaded, int pictures, int before, int broken, PrintWriter out) {
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("model", loaded.name());
            document.put("weights", loaded.weights());
            document.put("averaged", loaded.averaged());
            document.put("data", TypedCommand.withoutSecrets(data.location()));
            document.put("output", output.toString());
            document.put("images", pictures);
            document.put("resumed_after", before);
            document.put("broken", broken);
            JsonOutput.print(out, document);
        } else {
            out.println("wrote " + output + " (" + pictures + (pictures == 1 ? " picture" : " pictures")
                    + (broken == 0 ? "" : ", of which " + broken + " could not be read") + ")");
        }
    }
}
