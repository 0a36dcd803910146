package io.metaformer4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.benchmarks.loop.LinkedPictures;
import io.metaformer4j.benchmarks.loop.LoopNetwork;
import io.metaformer4j.benchmarks.loop.LoopSettings;
import io.metaformer4j.benchmarks.loop.PhaseLog;
import io.metaformer4j.benchmarks.loop.TrainingLoop;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Disturbances;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Result;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Steadiness;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.speed.CoreProbe;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The whole training loop, from JPEG files to changed weights: loader, augmentation, mixing, forward and backward pass, clipping
 * and AdamW. A turn is an epoch of a few updates. Our side is the trainer without its checkpoints, timm's what its script does
 * in an epoch.
 */
final class TrainingBenchmark implements Benchmark {

    private static final int SEED = 0;
    private static final int WARM_UPS = 2;
    private static final double TARGET = 1.15;

    /** Rounds that have to be undisturbed for a ratio, if as many were asked for. */
    private static final int NEEDED = 5;

    /** The second update sees what the first one has changed, so it also checks the optimizer. */
    private static final int CHECKED_UPDATES = 2;

    /** Sums of some thousand float32 products in orders of their own, forwards and backwards through dozens of layers. */
    private static final double FLOAT32_BOUND = 1e-4;

    /** Values of 8 significant bits; what is summed in float32 within an operator is rounded again behind each of them. */
    private static final double BFLOAT16_BOUND = 3e-2;

    private static final List<String> LAYOUTS = List.of("channels_last", "contiguous");

    private final LoopSettings loop;

    TrainingBenchmark(LoopSettings loop) {
        this.loop = loop;
    }

    /** A way in which timm trains: on a processor, neither layout and neither way to normalise is always the faster one. */
    private record Setup(String layout, boolean prefetcher) {

        static List<Setup> all() {
            return List.of(
                    new Setup("channels_last", false),
                    new Setup("contiguous", false),
                    new Setup("channels_last", true));
        }

        String name() {
            return "timm, " + layout + (prefetcher ? ", prefetcher" : ", no prefetcher");
        }
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        if (settings.images().isEmpty()) {
            report.note("No --images: the training is left out.");
            return;
        }
        report.environment("engine", Machine.engine(settings.threads()));
        report.environment("training", loop.facts());
        Steadiness steadiness = new Steadiness(CoreProbe.spinning(settings.threads()));
        report.environment(
                "before",
                Map.of(
                        "machine",
                        steadiness.before().word() + ": " + steadiness.before().reason()));
        Stage stage = new Stage(settings, report, steadiness);
        Path folder = settings.work().resolve("linked");
        LinkedPictures.link(settings.images().get(), folder, loop.pictures());
        try (Dataset<ClassTarget> data = Datasets.open(folder, DatasetOptions.standard())) {
            for (String name : settings.modelsOr(LoopNetwork.SMALL)) {
                LoopNetwork network = LoopNetwork.named(name, data.classNames().size());
                if (settings.python().isEmpty()) {
                    compare(stage, new Ours(network, data, Optional.empty()), Optional.empty());
                    continue;
                }
                try (Peer peer = Peer.start(settings, settings.python().get(), "training_peer.py")) {
                    report.environment("timm", peer.about(settings.threads()));
                    Ours ours = new Ours(network, data, Optional.of(weights(settings, peer, network)));
                    check(settings, report, peer, ours, folder);
                    compare(stage, ours, Optional.of(new Theirs(peer, folder)));
                }
            }
        }
    }

    /** Where comparisons are made: settings, report, and who watches the cores. */
    private record Stage(Settings settings, Report report, Steadiness steadiness) {}

    /** Our side: what is trained on what, from which weights. */
    private record Ours(LoopNetwork network, Dataset<ClassTarget> data, Optional<Map<String, WeightTensor>> weights) {}

    /** The other side, and the folder that it reads. */
    private record Theirs(Peer peer, Path folder) {}

    /** Weights that the peer draws. */
    private static Map<String, WeightTensor> weights(Settings settings, Peer peer, LoopNetwork network)
            throws IOException {
        Path file = settings.work().resolve(network.name() + "-trained.safetensors");
        peer.ask("setup", Map.of("network", network.forPeer(), "seed", SEED, "weights", file.toString()));
        return WeightsLoader.of(network.architecture())
                .load(Checkpoints.open(file))
                .tensors();
    }

    private void check(Settings settings, Report report, Peer peer, Ours ours, Path folder) throws IOException {
        Path file = settings.work().resolve(ours.network().name() + "-batch.safetensors");
        peer.ask(
                "batch",
                Map.of(
                        "folder", folder.toString(),
                        "recipe", loop.forPeer(Precision.FLOAT32),
                        "file", file.toString()));
        try (Dataset<ClassTarget> batch =
                batch(file, ours.network().architecture().classes())) {
            for (Precision precision : loop.precisions()) {
                List<StepReport> steps = learn(new Ours(ours.network(), batch, ours.weights()), precision);
                for (String layout : LAYOUTS) {
                    JsonNode theirs = peer.ask(
                            "learn",
                            Map.of(
                                    "recipe", loop.forPeer(precision),
                                    "layout", layout,
                                    "updates", CHECKED_UPDATES));
                    report.check(
                            "largest relative difference of loss and gradient norm in " + CHECKED_UPDATES
                                    + " updates to timm's " + ours.network().name() + ", " + layout + ", "
                                    + precision.shortName(),
                            difference(steps, theirs),
                            precision == Precision.FLOAT32 ? FLOAT32_BOUND : BFLOAT16_BOUND);
                }
            }
        }
    }

    /** The pixels and labels that the peer has written. */
    private static Dataset<ClassTarget> batch(Path file, int classes) throws IOException {
        Map<String, WeightTensor> tensors = Checkpoints.open(file).tensors();
        long[] labels = tensors.get("labels").toLongs();
        long[] shape = tensors.get("pixels").shape();
        ByteBuffer pixels = tensors.get("pixels").bytes();
        int height = (int) shape[1];
        int width = (int) shape[2];
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            byte[] rgb = new byte[Picture.CHANNELS * height * width];
            pixels.get(rgb);
            Sample sample = new Sample.Pixels(Picture.of(width, height, rgb));
            entries.add(new InMemoryDataset.Entry<>("picture " + i, sample, new ClassTarget((int) labels[i])));
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(String::valueOf).toList();
        return InMemoryDataset.of(names, entries);
    }

    /** Updates from the one batch that the data are. */
    private List<StepReport> learn(Ours ours, Precision precision) {
        List<StepReport> steps = new ArrayList<>();
        try (TrainingLoop training = start(ours, loop.checked(precision))) {
            for (int i = 0; i < CHECKED_UPDATES; i++) {
                steps.addAll(training.epoch().steps());
            }
        }
        return steps;
    }

    private TrainingLoop start(Ours ours, TrainingRecipe recipe) {
        return new TrainingLoop(ours.network(), loop.input(), recipe, ours.weights(), ours.data(), loop.workers());
    }

    private static double difference(List<StepReport> ours, JsonNode theirs) {
        double largest = 0;
        for (int i = 0; i < CHECKED_UPDATES; i++) {
            double loss = theirs.get("losses").get(i).asDouble();
            double norm = theirs.get("norms").get(i).asDouble();
            largest = Math.max(largest, Math.abs(ours.get(i).loss() - loss) / loss); // NaN stays NaN
            largest = Math.max(largest, Math.abs(ours.get(i).gradientNorm() - norm) / norm);
        }
        return largest;
    }

    private void compare(Stage stage, Ours ours, Optional<Theirs> theirs) throws Exception {
        int rounds = stage.settings().rounds();
        for (Precision precision : loop.precisions()) {
            Map<String, PhaseLog> logs = new LinkedHashMap<>();
            try (TrainingLoop training = start(ours, loop.timed(precision))) {
                List<Contestant> contestants = new ArrayList<>();
                contestants.add(Contestant.ours(
                        "metaformer4j" + (loop.replicas() > 1 ? ", " + loop.replicas() + " replicas" : ""),
                        () -> turn(training, log(logs, "metaformer4j"))));
                theirs.ifPresent(side -> contestants.addAll(peers(side, precision, logs)));
                String title = "train, " + ours.network().name() + ", " + loop.size() + "x" + loop.size() + ", batch "
                        + loop.batch() + ", " + precision.shortName();
                Match match =
                        new Match(title, Unit.PER_SECOND, Target.ratio(TARGET), loop.pictures(), WARM_UPS, contestants);
                Result result = match.play(rounds, Math.min(NEEDED, rounds), stage.steadiness());
                stage.report().result(result);
                int played = result.disturbances().map(Disturbances::rounds).orElse(rounds);
                logs.forEach((name, log) -> stage.report().phases(result, name, log.ofLast(played)));
            }
            theirs.ifPresent(side -> side.peer().ask("forget", Map.of()));
        }
    }

    private static PhaseLog log(Map<String, PhaseLog> logs, String name) {
        return logs.computeIfAbsent(name, key -> new PhaseLog());
    }

    private List<Contestant> peers(Theirs side, Precision precision, Map<String, PhaseLog> logs) {
        Peer peer = side.peer();
        List<Contestant> contestants = new ArrayList<>();
        for (Setup setup : Setup.all()) {
            String name = setup.name();
            JsonNode reply = peer.ask(
                    "prepare",
                    Map.of(
                            "name", name,
                            "recipe", loop.forPeer(precision),
                            "layout", setup.layout(),
                            "prefetcher", setup.prefetcher(),
                            "folder", side.folder().toString()));
            requireAll("timm found", reply.get("pictures").asInt());
            contestants.add(Contestant.peer(name, peer, () -> turn(peer, name, log(logs, name))));
        }
        return contestants;
    }

    private double[] turn(TrainingLoop training, PhaseLog log) {
        TrainingLoop.Epoch epoch = training.epoch();
        requireAll("we trained on", epoch.steps().size() * loop.batch());
        log.add(epoch.phases());
        return new double[] {epoch.seconds() / loop.pictures()};
    }

    private double[] turn(Peer peer, String name, PhaseLog log) {
        JsonNode reply = peer.ask("run", Map.of("name", name));
        requireAll("timm trained on", reply.get("pictures").asInt());
        Map<String, Double> phases = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> phase : reply.get("phases").properties()) {
            phases.put(phase.getKey(), phase.getValue().asDouble());
        }
        log.add(phases);
        return new double[] {reply.get("seconds").get(0).asDouble() / loop.pictures()};
    }

    private void requireAll(String who, int pictures) {
        if (pictures != loop.pictures()) {
            throw new MetaFormerException(who + " " + pictures + " pictures where there are " + loop.pictures());
        }
    }
}
