package io.metaformer4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.benchmarks.loop.LoopNetwork;
import io.metaformer4j.benchmarks.loop.LoopSettings;
import io.metaformer4j.benchmarks.loop.TrainingLoop;
import io.metaformer4j.benchmarks.loop.TrainingOptions;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well networks do after the same training on either side, from fresh weights of the same distribution. Seeds mean different
 * draws on each side, so only the scatter over several of them tells whether a difference is one. There is no target.
 */
final class AccuracyBenchmark implements Benchmark {

    private final TrainingOptions options;

    AccuracyBenchmark(TrainingOptions options) {
        this.options = options;
    }

    /** The two folders of pictures. */
    private record Folders(Path training, Path validation) {}

    @Override
    public void run(Settings settings, Report report) throws Exception {
        Folders folders = new Folders(
                settings.images().orElseThrow(() -> missing("--images DIR", "to train on")),
                options.validation().orElseThrow(() -> missing("--validation DIR", "to count right answers on")));
        LoopSettings loop = options.settings();
        report.environment("engine", Machine.engine(settings.threads()));
        report.environment("training", loop.facts());
        try (Dataset<ClassTarget> training = Datasets.open(folders.training(), DatasetOptions.standard());
                Dataset<ClassTarget> validation = Datasets.open(folders.validation(), DatasetOptions.standard())) {
            if (!training.classNames().equals(validation.classNames())) {
                throw new MetaFormerException("the classes of --images are " + training.classNames()
                        + ", but those of --validation " + validation.classNames()
                        + "; name two parts of one data set");
            }
            for (String name : settings.modelsOr(LoopNetwork.SMALL)) {
                LoopNetwork network =
                        LoopNetwork.named(name, training.classNames().size());
                for (Precision precision : loop.precisions()) {
                    compare(settings, report, new Runs(loop, network, precision, training, validation, folders));
                }
            }
        }
    }

    private static MetaFormerException missing(String option, String use) {
        return new MetaFormerException("accuracy needs " + option + " with class folders " + use);
    }

    private void compare(Settings settings, Report report, Runs runs) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        Optional<Path> python = settings.python();
        for (int seed = 0; seed < options.seeds(); seed++) {
            ours.add(runs.ours(seed, options.epochs()));
            if (python.isPresent()) {
                try (Peer peer = Peer.start(settings, python.get(), "training_peer.py")) {
                    report.environment("timm", peer.about(settings.threads()));
                    theirs.add(runs.theirs(peer, seed, options.epochs()));
                }
            }
        }
        String title = "top-1 accuracy in percent, " + runs.title() + ", " + options.epochs() + " epochs";
        report.note(System.lineSeparator() + title);
        report.scores(title, "metaformer4j", ours);
        if (!theirs.isEmpty()) {
            report.scores(title, "timm", theirs);
        }
    }

    /** Runs of a network in one precision, which differ by their seeds. */
    private record Runs(
            LoopSettings loop,
            LoopNetwork network,
            Precision precision,
            Dataset<ClassTarget> training,
            Dataset<ClassTarget> validation,
            Folders folders) {

        String title() {
            return network.name() + ", " + loop.size() + "x" + loop.size() + ", batch " + loop.batch() + ", "
                    + precision.shortName();
        }

        double ours(int seed, int epochs) {
            try (TrainingLoop run = new TrainingLoop(
                    network,
                    loop.input(),
                    loop.whole(precision, seed, epochs),
                    Optional.empty(),
                    training,
                    loop.workers())) {
                for (int epoch = 0; epoch < epochs; epoch++) {
                    run.epoch();
                }
                return run.accuracy(validation, loop.workers());
            }
        }

        double theirs(Peer peer, int seed, int epochs) {
            JsonNode reply = peer.ask(
                    "accuracy",
                    Map.of(
                            "network", network.forPeer(),
                            "recipe", loop.forPeer(precision),
                            "folder", folders.training().toString(),
                            "validation", folders.validation().toString(),
                            "seed", seed,
                            "epochs", epochs,
                            "warmup_epochs", LoopSettings.warmupEpochs(epochs),
                            "lowest_rate", LoopSettings.LOWEST_RATE));
            requireSame("training", training.size(), reply.get("training").asInt());
            requireSame("validation", validation.size(), reply.get("validation").asInt());
            return reply.get("top1").asDouble();
        }

        private static void requireSame(String part, int ours, int theirs) {
            if (ours != theirs) {
                throw new MetaFormerException(
                        "timm found " + theirs + " pictures of the " + part + " where we found " + ours);
            }
        }
    }
}
