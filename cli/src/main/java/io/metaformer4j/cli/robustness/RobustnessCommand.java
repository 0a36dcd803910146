package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.argument.ModelSetArguments;
import io.metaformer4j.cli.argument.NamedModel;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.pictures.BatchArguments;
import io.metaformer4j.cli.output.BrokenPictureHint;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.robustness.CorruptionBaseline;
import io.metaformer4j.evaluation.robustness.PartCounts;
import io.metaformer4j.evaluation.robustness.RobustnessPage;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.evaluation.robustness.RobustnessRun;
import io.metaformer4j.evaluation.robustness.RobustnessScores;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures models on pictures unlike those of their training. */
@Command(
        name = "robustness",
        description = "Measure models on ImageNet-A, -R, -Sketch, -V2, -C, ReaL, and on pictures corrupted on the fly.")
public final class RobustnessCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelSetArguments models;

    @Mixin
    private SuiteArguments suite;

    @Mixin
    private CorruptionArguments corruptions;

    @Mixin
    private ErrorArguments errors;

    @Option(
            names = {"--output", "--output-json"},
            paramLabel = "FILE",
            description = "Write the results to this JSON file; what is finished lies beside it until all is.")
    private Path output;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with a curve for each corruption and a table of all figures to this HTML file.")
    private Path html;

    @Option(
            names = "--resume",
            description = "Go on behind the parts that are finished, if the job for --output was interrupted.")
    private boolean resume;

    @Mixin
    private ShareArguments shares;

    @Mixin
    private BatchArguments batches;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        List<NamedModel> selected = models.selected();
        List<RobustnessPart> parts = suite.parts(corruptions);
        errors.requireMeaning(suite, selected.size());
        CorruptionBaseline baseline = errors.read();
        Partition share = shares.share();
        CommandOutputs outputs = outputs(share);
        SharedState state = state(share);
        List<MeasuredModel> measured = new ArrayList<>();
        try {
            measure(selected, parts, share, state, measured);
        } catch (SampleFailedException e) {
            throw BrokenPictureHint.on(e, resumeHint());
        }
        Optional<List<Map<String, PartCounts>>> counts = state.whole(measured, parts);
        if (counts.isEmpty()) {
            shareFinished(share, outputs.report());
            return 0;
        }
        new JobNotes(spec.commandLine().getErr(), parts).empty(counts.get().get(0));
        List<RobustnessScores> scores = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            MeasuredModel model = measured.get(i);
            scores.add(RobustnessScores.of(
                    model.name(), parts, counts.get().get(i), errors.reference(baseline, i, model.classes())));
        }
        write(measured, scores, share, outputs);
        state.remove();
        return 0;
    }

    /** Standard output holds JSON and nothing else, where that was asked for. */
    private void shareFinished(Partition share, PrintWriter report) {
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("finished_share", share.rank());
            document.put("world_size", share.worldSize());
            JsonOutput.print(report, document);
        } else {
            report.println("share " + share.rank() + " of " + share.worldSize()
                    + " is finished; the process that ends last writes the results");
        }
    }

    private String resumeHint() {
        return keepsState() ? ", and go on with --resume" : "";
    }

    private CommandOutputs outputs(Partition share) throws IOException {
        if (output == null && (resume || share.worldSize() > 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (resume ? "--resume needs" : "several processes need")
                            + " --output, beside which the finished parts are kept; say where the results go");
        }
        if (output != null && !keepsState() && (resume || share.worldSize() > 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--output '" + output + "' is no regular file, so that no finished parts can be kept beside it;"
                            + " name one");
        }
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("--output", output).writes("--html", html);
        if (keepsState()) {
            outputs.writes("the state beside --output", SharedState.file(output, share));
        }
        outputs.reads("--baseline-errors", errors.baseline());
        suite.requireKept(outputs);
        models.requireKept(outputs);
        return outputs;
    }

    private boolean keepsState() {
        return output != null && (!Files.exists(output) || Files.isRegularFile(output));
    }

    private SharedState state(Partition share) throws IOException {
        SharedState state =
                SharedState.of(Optional.ofNullable(output).filter(file -> keepsState()), share, suite.labelling());
        if (state.size() > 0 && !resume) {
            Path file = SharedState.file(output, share);
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + file + "' says that " + state.size() + (state.size() == 1 ? " part" : " parts")
                            + " of an earlier job are finished; go on with --resume, or remove it to begin anew");
        }
        return state;
    }

    private void measure(
            List<NamedModel> selected,
            List<RobustnessPart> parts,
            Partition share,
            SharedState state,
            List<MeasuredModel> measured)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Placement placement = network.apply();
        JobDisplay display = null;
        try {
            for (NamedModel named : selected) {
                try (LoadedModel model = named.load(placement, err)) {
                    Preprocessing preprocessing = changes.apply(model.preprocessing());
                    MeasuredModel known = MeasuredModel.of(named, model, preprocessing, placement);
                    RobustnessRun run = RobustnessRun.of(model, batches.validation(preprocessing), share);
                    if (display == null) {
                        long pictures = pictures(run, parts, state, known);
                        display = new JobDisplay(err, pictures * selected.size());
                    }
                    display.model(named.name());
                    new JobNotes(err, parts).finished(state, known);
                    run.measure(parts, state.of(known), display);
                    measured.add(known);
                }
            }
        } finally {
            if (display != null) {
                display.close();
            }
        }
    }

    /** Looks at the pictures of every part that is not finished, before the first one is measured. */
    private static long pictures(RobustnessRun run, List<RobustnessPart> parts, SharedState state, MeasuredModel model)
            throws IOException {
        long pictures = 0;
        for (RobustnessPart part : parts) {
            Optional<PartCounts> known = state.of(model).find(part);
            pictures += known.isPresent() ? known.get().pictures() : run.pictures(part);
        }
        return pictures;
    }

    private void write(
            List<MeasuredModel> measured, List<RobustnessScores> scores, Partition share, CommandOutputs outputs)
            throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            documents.add(new ModelDocument(measured.get(i), scores.get(i), suite, share.worldSize()).toData());
        }
        Map<String, Object> document = documents.get(0);
        if (documents.size() > 1) {
            document = new LinkedHashMap<>();
            document.put("models", documents);
        }
        if (output != null) {
            AtomicFile.write(output, JsonOutput.text(document).getBytes(StandardCharsets.UTF_8));
        }
        if (html != null) {
            AtomicFile.write(html, new RobustnessPage(scores).toHtml().getBytes(StandardCharsets.UTF_8));
        }
        if (json.enabled()) {
            JsonOutput.print(outputs.report(), document);
        } else {
            outputs.report().print(new ComparisonTable(scores).render());
            outputs.report().flush();
        }
    }
}
