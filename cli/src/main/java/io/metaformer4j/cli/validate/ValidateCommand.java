package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.argument.ModelSetArguments;
import io.metaformer4j.cli.argument.NamedModel;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.evaluation.report.ConfusionCsv;
import io.metaformer4j.evaluation.report.ModelScore;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures models on a data set. */
@Command(
        name = "validate",
        description = "Measure top-1, top-5, loss and calibration of one or several models on a data set.")
public final class ValidateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ValidationDataArguments data;

    @Mixin
    private ModelSetArguments models;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private ViewsArguments views;

    @Mixin
    private CalibrationArguments calibration;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private ValidationFileArguments written;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Write the figures to this JSON file; of several models a list, the best first, and those "
                    + "that failed last.")
    private Path results;

    @Option(
            names = "--results-file",
            paramLabel = "FILE",
            description = "Write a line for each model to this CSV file, the best first, with timm's columns.")
    private Path table;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        data.requireMeaning();
        calibration.requireMeaning();
        views.requireMeaning();
        List<NamedModel> selected = models.selected();
        CommandOutputs outputs = outputs(selected);
        if (selected.size() > 1) {
            data.requireUsable();
        }
        MeasuredModels measured = new MeasuredModels(selected.size());
        for (NamedModel model : selected) {
            try {
                measure(model, filesOf(model, selected), measured, outputs.report());
            } catch (MetaFormerException | IOException e) {
                // the pictures are those of all models
                if (selected.size() == 1 || e.getCause() instanceof SampleFailedException) {
                    throw e;
                }
                spec.commandLine().getErr().println("metaformer: " + measured.fail(model.name(), e));
                store(measured, /* atEnd= */ false);
            }
        }
        write(measured, outputs.report());
        return measured.exitCode();
    }

    private CommandOutputs outputs(List<NamedModel> selected) throws IOException {
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine());
        for (NamedModel model : selected) {
            Optional<String> name = selected.size() == 1 ? Optional.empty() : Optional.of(model.name());
            filesOf(model, selected).announce(outputs, name);
        }
        outputs.writes("--results", results).writes("--results-file", table);
        data.requireKept(outputs);
        models.requireKept(outputs);
        return outputs;
    }

    private ValidationFiles filesOf(NamedModel model, List<NamedModel> selected) {
        return selected.size() == 1 ? written.files() : written.files().of(model.name());
    }

    /** Tells the figures before the files are made, so that they are known whatever becomes of these. */
    private void measure(NamedModel named, ValidationFiles files, MeasuredModels measured, PrintWriter out)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        // the page shows where answers rest
        NamedModel needed = files.page().isPresent() ? named.needing(Capability.GRADIENTS) : named;
        try (LoadedModel model = needed.load(network.apply(), err);
                Dataset<ClassTarget> dataset = data.open(model)) {
            err.println("note: " + ClassSummary.of(dataset));
            dataset.notes().forEach(note -> err.println("note: " + note));
            ValidationOptions options =
                    data.options(model, changes.apply(model.preprocessing())).withAugmentation(views.read());
            noteEqualViews(options, err);
            if (files.confusions().isPresent()) {
                ConfusionCsv.requireFits(
                        ModelValidation.compared(model, options).size());
            }
            ModelValidation validation = new ModelValidation(model, dataset, options, calibration);
            String task = measured.isOne() ? "validate" : named.name();
            ValidationResult result = validation.run(task, files.predictions(), err);
            ValidationReport report = validation.report(named.name(), data.location(), views.word(), result);
            measured.add(report);
            if (!json.enabled()) {
                print(report, out, measured.isOne());
            }
            store(measured, /* atEnd= */ false);
            validation.write(report, files, err);
        } catch (SampleFailedException e) {
            throw BrokenPictureHint.on(e, "");
        }
    }

    private static void noteEqualViews(ValidationOptions options, PrintWriter err) {
        int places = options.augmentation().views().places().size();
        if (places > 1 && options.preprocessing().cropRatio() == 1) {
            err.println("note: nothing is cropped from the shorter side, so that the " + places + " places of a square"
                    + " picture are one; give them room with --crop-pct");
        }
    }

    private static void print(ValidationReport report, PrintWriter out, boolean alone) {
        if (!alone) {
            out.println(report.name());
        }
        report.print(out);
        out.flush();
    }

    /** Writes what is known so far; to a pipe or a device only at the end, since nothing can be taken back there. */
    private void store(MeasuredModels measured, boolean atEnd) throws IOException {
        if (results != null && (atEnd || !OutputFile.of(results).isThrough())) {
            AtomicFile.write(results, JsonOutput.text(measured.document()).getBytes(StandardCharsets.UTF_8));
        }
        if (table != null && (atEnd || !OutputFile.of(table).isThrough())) {
            AtomicFile.write(table, ModelScore.toCsv(measured.scores()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void write(MeasuredModels measured, PrintWriter out) throws IOException {
        store(measured, /* atEnd= */ true);
        if (json.enabled()) {
            JsonOutput.print(out, measured.document());
        } else {
            out.print(measured.summary());
        }
    }
}
