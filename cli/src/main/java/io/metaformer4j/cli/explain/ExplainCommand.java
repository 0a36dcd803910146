package io.metaformer4j.cli.explain;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.ModelSetArguments;
import io.metaformer4j.cli.argument.NamedModel;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.evaluation.explain.ActivationMap;
import io.metaformer4j.evaluation.explain.ExplanationSettings;
import io.metaformer4j.evaluation.explain.MethodExplainer;
import io.metaformer4j.evaluation.explain.PlacedMap;
import io.metaformer4j.evaluation.explain.faithfulness.Faithfulness;
import io.metaformer4j.evaluation.explain.faithfulness.FaithfulnessMeter;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which parts of pictures speak for a class. */
@Command(
        name = "explain",
        description = {
            "Show which parts of pictures speak for a class.",
            "One map is laid over the picture in full size; several become a labelled grid."
        })
public final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "IMAGE|DIR", description = "Image files, or folders of them.")
    private List<Path> images;

    @Option(names = "--output", paramLabel = "PNG", description = "PNG file to write.")
    private Path output;

    @Option(
            names = "--maps",
            paramLabel = "FILE",
            description = "Safetensors file for the maps as they were computed [h,w], one for each picture, model, "
                    + "method and class.")
    private Path maps;

    @Option(
            names = "--faithfulness",
            description = "Measure the maps: area under the probability of the class while the places that they name "
                    + "first come back into a blurred picture (insertion) or are taken out of it (deletion).")
    private boolean faithfulness;

    @Option(
            names = "--faithfulness-step",
            paramLabel = "R",
            converter = FractionConverter.class,
            description = "Share of the pixels in a step of --faithfulness (default: 0.01).")
    private Double step;

    @Mixin
    private MethodArguments method;

    @Mixin
    private TargetArguments target;

    @Mixin
    private ModelSetArguments models;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        List<ExplanationSettings> methods = method.settings(faithfulness);
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("--output", output).writes("--maps", maps);
        NamedPictures pictures = NamedPictures.of(images, spec.commandLine().getErr());
        pictures.requireKept(outputs);
        models.requireKept(outputs);
        List<NamedModel> selected = models.selected();
        Drawing drawing = new Drawing(selected.size());
        List<Explanation> explanations = new ArrayList<>();
        for (NamedModel named : selected) {
            try (LoadedModel loaded = named.needing(Capability.values())
                    .load(network.apply(), spec.commandLine().getErr())) {
                explanations.addAll(explain(named.name(), loaded, methods, pictures, drawing));
            }
        }
        if (!explanations.isEmpty()) {
            write(drawing, explanations);
        }
        report(outputs.report(), explanations, pictures.failures());
        return pictures.failures().isEmpty() ? 0 : 1;
    }

    private void checkOptions() {
        target.check();
        if (step != null && !faithfulness) {
            throw new ParameterException(
                    spec.commandLine(), "--faithfulness-step means nothing without --faithfulness; give both or none");
        }
        if (output == null && maps == null && !faithfulness) {
            throw new ParameterException(
                    spec.commandLine(), "nothing would come of it; say where the picture goes with --output");
        }
    }

    private List<Explanation> explain(
            String name,
            LoadedModel model,
            List<ExplanationSettings> methods,
            NamedPictures pictures,
            Drawing drawing) {
        Map<ExplanationSettings, MethodExplainer> explainers = new LinkedHashMap<>();
        methods.forEach(settings -> explainers.put(settings, MethodExplainer.of(model, settings)));
        Optional<int[]> given = target.given(model);
        int best = target.best(model);
        long all = maps(pictures, methods, given.map(indices -> indices.length).orElse(best), drawing);
        List<Explanation> found = new ArrayList<>();
        try (CommandProgress progress =
                CommandProgress.start(spec.commandLine().getErr(), "explaining", all, " maps")) {
            for (int i = 0; i < pictures.size(); i++) {
                Optional<Picture> picture = pictures.decode(i, decoding.decoder());
                if (picture.isEmpty()) {
                    continue;
                }
                String file = pictures.name(i);
                ExplainedPicture seen = ExplainedPicture.of(picture.get(), file, model);
                for (ExplanationSettings settings : methods) {
                    for (int index : given.orElseGet(() -> seen.logits().top(best))) {
                        ActivationMap map = map(explainers.get(settings), seen, index);
                        double probability = seen.logits().probability(index);
                        Optional<Faithfulness> measured = measured(model, seen, map, index);
                        Explanation explanation = new Explanation(
                                i, file, name, settings, index, model.label(index), probability, map, measured);
                        found.add(explanation);
                        draw(drawing, explanation, picture.get(), seen);
                        progress.at(found.size(), settings.method().title());
                    }
                }
            }
        }
        return found;
    }

    /** How many maps a model makes, which the drawing must have room for. */
    private long maps(NamedPictures pictures, List<ExplanationSettings> methods, int classes, Drawing drawing) {
        long all = (long) pictures.size() * methods.size() * classes;
        if (output != null) {
            drawing.requireRoom(pictures.size(), all);
        }
        return all;
    }

    private static ActivationMap map(MethodExplainer explainer, ExplainedPicture seen, int index) {
        return explainer.explainAll(seen.input(), index).get(0);
    }

    private void draw(Drawing drawing, Explanation explanation, Picture picture, ExplainedPicture seen) {
        if (output != null) {
            drawing.add(explanation, picture, PlacedMap.of(explanation.map(), seen.geometry()));
        }
    }

    private Optional<Faithfulness> measured(LoadedModel model, ExplainedPicture seen, ActivationMap map, int index) {
        if (!faithfulness) {
            return Optional.empty();
        }
        double share = step == null ? FaithfulnessMeter.STANDARD_STEP : step;
        return Optional.of(
                FaithfulnessMeter.of(model, share, method.batchSize()).measure(seen.input(), map, index));
    }

    private void write(Drawing drawing, List<Explanation> explanations) throws IOException {
        if (output != null) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            drawing.finish().writePng(png);
            AtomicFile.write(output, png.toByteArray());
        }
        if (maps != null) {
            ExplanationReport.writeRaw(maps, explanations);
        }
    }

    private void report(PrintWriter out, List<Explanation> explanations, List<Map<String, Object>> failures) {
        Map<String, Object> written = new LinkedHashMap<>();
        if (output != null && !explanations.isEmpty()) {
            written.put("output", output.toString());
        }
        if (maps != null && !explanations.isEmpty()) {
            written.put("maps", maps.toString());
        }
        if (json.enabled()) {
            ExplanationReport.printJson(out, explanations, written, failures);
            return;
        }
        if (!explanations.isEmpty()) {
            ExplanationReport.print(out, explanations, faithfulness);
        }
        written.values().forEach(file -> out.println("wrote " + file));
    }
}
