package io.metaformer4j.cli.speed;

import io.metaformer4j.cli.argument.DeviceArguments;
import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.argument.ModelSetArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.model.KeptModel;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.speed.WarmUp;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.weights.disk.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast networks are. */
@Command(
        name = "benchmark",
        description = {
            "Measure how fast networks answer and learn: latencies, images a second, memory.",
            "Says whether the machine was busy or throttled. Pictures are noise."
        })
public final class BenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "MODEL",
            description = "Names of published models, also with * and ?, folders or model.json files, or 'embedded'.")
    private List<String> models;

    @Option(
            names = "--weights",
            defaultValue = "random:0",
            paramLabel = "WEIGHTS",
            description = "Weights for inference: 'random[:SEED]', which are as fast as any, 'pretrained', "
                    + "hf:OWNER/NAME, an https address or a checkpoint file (default: ${DEFAULT-VALUE}).")
    private WeightsSource weights;

    @Option(
            names = "--engine",
            split = ",",
            paramLabel = "NAME",
            description = "What computes the networks, one or several of those that 'metaformer doctor' lists "
                    + "(default: cpu for answers on processors, else torch).")
    private List<Engine> engines;

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "fp32",
            paramLabel = "PRECISION",
            description = "fp32, bf16, fp16 or several of them (default: ${DEFAULT-VALUE}).")
    private List<Precision> precisions;

    @Option(
            names = "--batch-size",
            split = ",",
            defaultValue = "1",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures of a run, one number or several (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--bench",
            defaultValue = "inference",
            paramLabel = "inference|train|both",
            description = "What is timed: answers, training steps, or both (default: ${DEFAULT-VALUE}).")
    private BenchPart part;

    @Option(
            names = "--profile",
            description =
                    "Also time each step of the answers, beside the rates that the machine reaches in the same run "
                            + "(engine cpu). A .csv file then has a line for each step.")
    private boolean profiles;

    @Option(
            names = "--warmup",
            defaultValue = "10",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Runs before it counts, at least; they go on until times have settled, but for 10 seconds at "
                    + "most (default: ${DEFAULT-VALUE}; 0 for none).")
    private int warmUp;

    @Option(
            names = "--rounds",
            defaultValue = "40",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Runs that count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the results with timm's columns to this .csv or .json file, or as a page (.html).")
    private Path output;

    @Mixin
    private DeviceArguments device;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        Optional<BenchmarkReport.Format> format = format();
        requireMeaning();
        CommandOutputs outputs = outputs();
        Map<String, ModelDescription> described = described();
        Map<Engine, List<Placement>> wanted = wanted();
        SpeedRuns.Plan plan = new SpeedRuns.Plan(
                part,
                weights,
                batches.stream().distinct().toList(),
                new WarmUp(warmUp, WarmUp.STANDARD.seconds()),
                rounds,
                profiles);
        List<BenchmarkRow> rows = measure(plan, described, wanted, format);
        BenchmarkReport report = new BenchmarkReport(plan, rows);
        if (format.isPresent()) {
            report.write(output, format.get());
        }
        report.print(outputs.report(), json);
        return rows.stream()
                        .anyMatch(row -> profiles
                                ? row.profile().isPresent()
                                : row.results().findAny().isPresent())
                ? 0
                : 1;
    }

    private List<BenchmarkRow> measure(
            SpeedRuns.Plan plan,
            Map<String, ModelDescription> described,
            Map<Engine, List<Placement>> wanted,
            Optional<BenchmarkReport.Format> format)
            throws IOException {
        long total = (long) described.size()
                * wanted.values().stream().mapToInt(List::size).sum()
                * plan.measurements();
        List<BenchmarkRow> rows = new ArrayList<>();
        PrintWriter err = spec.commandLine().getErr();
        try (CommandProgress progress = CommandProgress.start(err, "benchmark", total, " measurements")) {
            SpeedRuns runs = new SpeedRuns(plan, err, progress);
            for (Map.Entry<String, ModelDescription> model : described.entrySet()) {
                for (Map.Entry<Engine, List<Placement>> engine : wanted.entrySet()) {
                    for (Placement placement : engine.getValue()) {
                        rows.addAll(runs.measure(model.getKey(), model.getValue(), engine.getKey(), placement));
                    }
                }
                // so that an interruption loses one model; nothing can be taken back of what a pipe got
                if (format.isPresent() && !OutputFile.of(output).isThrough()) {
                    new BenchmarkReport(plan, rows).write(output, format.get());
                }
            }
            progress.at(total, "");
        }
        return rows;
    }

    private Optional<BenchmarkReport.Format> format() {
        if (output == null) {
            return Optional.empty();
        }
        Optional<BenchmarkReport.Format> format = BenchmarkReport.Format.of(output);
        if (format.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--output '" + output + "' must end with .csv, .json or .html");
        }
        return format;
    }

    private void requireMeaning() {
        if (!part.infers() && spec.commandLine().getParseResult().hasMatchedOption("--weights")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--weights means nothing with --bench train, whose steps start from fresh weights; leave one out");
        }
        if (part.trains() && profiles) {
            String named = "--bench " + part.name().toLowerCase(Locale.ROOT);
            throw new ParameterException(
                    spec.commandLine(),
                    part.infers()
                            ? "--profile cannot go with " + named
                                    + ", because no engine both trains and tells the times of"
                                    + " steps; leave one out, or time the two in runs of their own"
                            : "--profile means nothing with " + named + ", because it is about answers; leave one out");
        }
    }

    private CommandOutputs outputs() throws IOException {
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine()).writes("--output", output);
        for (String model : models) {
            KeptModel.requireKept(outputs, "MODEL", model);
        }
        KeptModel.requireKept(outputs, weights);
        return outputs;
    }

    /** What the models are, at the wanted size, before the first is measured: a wrong name is found at once. */
    private Map<String, ModelDescription> described() throws IOException {
        MetaFormers standard = MetaFormers.standard();
        Map<String, ModelDescription> described = new LinkedHashMap<>();
        for (String model : models) {
            for (String name : ModelSetArguments.matching(model)) {
                ModelDescription own = standard.describe(name);
                described.put(
                        name,
                        new ModelDescription(
                                own.name(),
                                own.architecture(),
                                own.card().withPreprocessing(size.apply(own.preprocessing())),
                                own.labels(),
                                own.facts()));
            }
        }
        return described;
    }

    /** Each engine once, with what is measured on it. */
    private Map<Engine, List<Placement>> wanted() {
        List<Placement> placements = precisions.stream()
                .distinct()
                .map(precision -> device.apply().withPrecision(precision))
                .toList();
        String trains = new TorchEngine().name();
        Map<Engine, List<Placement>> wanted = new LinkedHashMap<>();
        if (engines == null) {
            Engines all = Engines.standard();
            for (Placement placement : placements) {
                Engines.Needs needs = Engines.Needs.ANSWERS.withPlacement(placement);
                Engine engine = part.trains() ? all.named(trains) : all.preferred(needs);
                wanted.computeIfAbsent(engine, key -> new ArrayList<>()).add(placement);
            }
            return wanted;
        }
        Map<String, Engine> byName = new LinkedHashMap<>();
        engines.forEach(engine -> byName.putIfAbsent(engine.name(), engine));
        for (Engine engine : byName.values()) {
            if (part.trains() && !engine.name().equals(trains)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--bench " + part.name().toLowerCase(Locale.ROOT) + " needs the engine " + trains
                                + ", the only one that trains, not " + engine.name());
            }
            wanted.put(engine, placements);
        }
        return wanted;
    }
}
