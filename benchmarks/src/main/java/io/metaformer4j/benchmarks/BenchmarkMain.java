package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.loop.TrainingOptions;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command behind {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares metaformer4j with PyTorch, timm and Pillow, round by round in turn.")
public final class BenchmarkMain implements Callable<Integer> {

    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** What takes hours, and is run only if it is named. */
    private static final String ACCURACY = "accuracy";

    /** What takes an hour, most of which compilers of the peers need, and is run only if it is named. */
    private static final String ENGINES = "engines";

    /** What needs Python packages that the others do not. */
    private static final String CORRUPTIONS = "corruptions";

    @Parameters(
            paramLabel = "WHAT",
            description = "loader, forward, train, load, coldstart, or all of these (the default); or " + ENGINES
                    + ", or " + CORRUPTIONS + ", or " + ACCURACY)
    private List<String> what = List.of("all");

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "Python interpreter with torch, timm and safetensors; without it ours run alone")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "folder of JPEG files, for instance of the validation set of ImageNet; for accuracy class"
                    + " folders to train on")
    private Optional<Path> images = Optional.empty();

    @Option(names = "--pictures", paramLabel = "N", description = "loader: how many of them to use (${DEFAULT-VALUE})")
    private int pictures = 200;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            description =
                    "forward, engines, train, accuracy: timm's names of networks; if there are none, forward takes"
                            + " poolformer_s12, convformer_s18 and caformer_s18, engines these and poolformerv2_s12 and"
                            + " geoformer_s12, the others convformer_small and poolformerv2_small, which have six blocks")
    private List<String> models = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "turns of each side (${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(names = "--threads", paramLabel = "N", description = "threads of each side (all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--plain-peers",
            description = "take the allocator settings of our launcher away from the peers, who get them otherwise")
    private boolean plainPeers;

    @Option(
            names = "--command",
            paramLabel = "LINE",
            description = "what coldstart runs; IMAGE in it stands for a picture (./metaformer classify IMAGE)")
    private Optional<String> command = Optional.empty();

    @Option(
            names = "--geoformer",
            paramLabel = "DIR",
            description = "engines: a checkout of the repository ShurenQi/GeoFormer, whose networks timm does not have")
    private Optional<Path> geoFormer = Optional.empty();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "also write all figures to a file")
    private Optional<Path> json = Optional.empty();

    private BenchmarkMain() {}

    /**
     * Runs the command.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new BenchmarkMain());
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (!(failure instanceof MetaFormerException || failure instanceof IOException)) {
                throw failure;
            }
            failed.getErr().println("benchmarks: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Benchmark> chosen = choose();
        Path work = Files.createTempDirectory("metaformer-benchmarks");
        try {
            Path root = Path.of(System.getProperty("benchmarks.root", "."));
            Settings settings = new Settings(root, work, python, images, pictures, models, rounds, threads, plainPeers);
            Report report = new Report(System.out);
            report.environment("machine", Machine.facts(settings));
            report.environment("java", Machine.java());
            report.environment("set", Machine.variables());
            if (python.isEmpty()) {
                report.note("No --python: ours run alone, without anything to compare them with.");
            }
            for (Benchmark benchmark : chosen) {
                benchmark.run(settings, report);
            }
            if (json.isPresent()) {
                report.write(json.get());
            }
            return 0;
        } finally {
            delete(work);
        }
    }

    private List<Benchmark> choose() {
        Map<String, Benchmark> known = new LinkedHashMap<>();
        known.put("loader", new DataLoaderBenchmark());
        known.put("forward", new ForwardBenchmark());
        known.put("train", new TrainingBenchmark(training.settings()));
        known.put("load", new CheckpointBenchmark());
        known.put(CORRUPTIONS, new CorruptionBenchmark());
        known.put("coldstart", new ColdStartBenchmark(command.map(line -> Arrays.asList(line.split(" +")))));
        known.put(ENGINES, new EnginesBenchmark(geoFormer));
        known.put(ACCURACY, new AccuracyBenchmark(training));
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : what) {
            if (name.equals("all")) {
                chosen.addAll(known.values());
                chosen.remove(known.get(ACCURACY));
                chosen.remove(known.get(CORRUPTIONS));
                chosen.remove(known.get(ENGINES));
            } else if (known.containsKey(name)) {
                chosen.add(known.get(name));
            } else {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no benchmark '" + name + "'; choose of " + String.join(", ", known.keySet())
                                + " and all");
            }
        }
        return chosen;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
