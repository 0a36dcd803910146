package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.loop.JpegFiles;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** JPEG files to normalised float32 pictures of 224x224: our loader against timm's data set, transform and loader. */
final class DataLoaderBenchmark implements Benchmark {

    private static final Preprocessing PREPROCESSING = Preprocessing.imageNet(224, 0.9);
    private static final int BATCH_SIZE = 32;
    private static final double TARGET = 1.5;

    /** Bytes are the same; dividing by the deviation and multiplying by its inverse differ in the last bit. */
    private static final double PIXEL_BOUND = 1e-6;

    /** The just-in-time compiler needs some hundred pictures. */
    private static final int WARM_UPS = 3;

    @Override
    public void run(Settings settings, Report report) throws Exception {
        if (settings.images().isEmpty()) {
            report.note("No --images: the loader is left out.");
            return;
        }
        Path folder = Files.createDirectories(settings.work().resolve("pictures"));
        int pictures = linkPictures(settings, folder.resolve("all"));
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            if (settings.python().isEmpty()) {
                compare(settings, report, dataset, Optional.empty());
                return;
            }
            try (Peer peer = Peer.start(settings, settings.python().get(), "loader_peer.py")) {
                report.environment("timm", peer.about(settings.threads()));
                for (Setup setup : Setup.all(settings.threads())) {
                    setUp(peer, setup, folder, pictures);
                }
                for (Setup setup : Setup.all(settings.threads())) {
                    verify(report, dataset, peer, setup, settings.work().resolve("timm.safetensors"));
                }
                compare(settings, report, dataset, Optional.of(peer));
            }
        }
    }

    /** A way in which timm reads the folder. */
    private record Setup(String name, int workers, boolean prefetcher) {

        static List<Setup> all(int threads) {
            return threads == 1 ? with(1, new ArrayList<>(with(0, new ArrayList<>()))) : with(threads, all(1));
        }

        static List<Setup> with(int workers, List<Setup> setups) {
            List<Setup> more = new ArrayList<>(setups);
            more.add(new Setup(label(workers, false), workers, false));
            if (workers > 0) {
                more.add(new Setup(label(workers, true), workers, true));
            }
            return more;
        }

        private static String label(int workers, boolean prefetcher) {
            if (workers == 0) {
                return "timm data set and transform";
            }
            return "timm create_loader(num_workers=" + workers + ", use_prefetcher="
                    + (prefetcher ? "True)" : "False)");
        }
    }

    /** Both sides read the same files in the same order. */
    private static int linkPictures(Settings settings, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = JpegFiles.in(settings.images().orElseThrow()).stream()
                .limit(settings.pictures())
                .toList();
        for (int i = 0; i < files.size(); i++) {
            Files.createSymbolicLink(
                    folder.resolve(String.format(Locale.ROOT, "%06d.jpg", i)),
                    files.get(i).toRealPath());
        }
        return files.size();
    }

    private static void setUp(Peer peer, Setup setup, Path folder, int pictures) {
        int found = peer.ask(
                        "setup",
                        Map.of(
                                "name", setup.name(),
                                "folder", folder.toString(),
                                "size", PREPROCESSING.height(),
                                "crop_ratio", PREPROCESSING.cropRatio(),
                                "batch_size", BATCH_SIZE,
                                "workers", setup.workers(),
                                "prefetcher", setup.prefetcher()))
                .get("pictures")
                .asInt();
        if (found != pictures) {
            throw new MetaFormerException("timm found " + found + " pictures where there are " + pictures);
        }
    }

    private static void verify(Report report, Dataset<ClassTarget> dataset, Peer peer, Setup setup, Path file)
            throws IOException {
        peer.ask("export", Map.of("name", setup.name(), "file", file.toString()));
        FloatBuffer theirs =
                Checkpoints.open(file).tensors().get("input").bytes().asFloatBuffer();
        double difference = 0;
        try (EpochBatches<ClassTarget> batches =
                loader(dataset, setup.workers()).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    FloatBuffer ours = batch.images().floats();
                    while (ours.hasRemaining()) {
                        difference = Math.max(difference, Math.abs(ours.get() - theirs.get()));
                    }
                }
            }
        }
        if (theirs.hasRemaining()) {
            throw new MetaFormerException("timm gave more pictures than we did");
        }
        report.check("largest difference of a normalised pixel to " + setup.name(), difference, PIXEL_BOUND);
    }

    private static void compare(Settings settings, Report report, Dataset<ClassTarget> dataset, Optional<Peer> peer)
            throws Exception {
        List<Integer> workers = settings.threads() == 1 ? List.of(0, 1) : List.of(0, 1, settings.threads());
        for (int count : workers) {
            List<Contestant> contestants = new ArrayList<>();
            DataLoader<ClassTarget> loader = loader(dataset, count);
            contestants.add(Contestant.ours("metaformer4j DataLoader, workers " + count, () -> epoch(loader)));
            for (Setup setup : Setup.with(count, List.of())) {
                peer.ifPresent(one -> contestants.add(Contestant.peer(
                        setup.name(),
                        one,
                        () -> perPicture(one.seconds(Map.of("name", setup.name())), dataset.size()))));
            }
            String title = count == 0 ? "loader, 1 thread" : "loader, batches of " + BATCH_SIZE + ", workers " + count;
            Match match =
                    new Match(title, Unit.PER_SECOND, Target.ratio(TARGET), dataset.size(), WARM_UPS, contestants);
            report.result(match.play(settings.rounds()));
        }
    }

    private static DataLoader<ClassTarget> loader(Dataset<ClassTarget> dataset, int workers) {
        SampleTransform transform = EvalTransform.of(PREPROCESSING);
        return new DataLoader<>(
                dataset,
                transform,
                SampleOrder.sequential(Partition.whole()),
                LoaderOptions.evaluation(workers == 0 ? 1 : BATCH_SIZE, workers));
    }

    private static double[] epoch(DataLoader<ClassTarget> loader) {
        long start = System.nanoTime();
        int pictures = 0;
        try (EpochBatches<ClassTarget> batches = loader.epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    pictures += batch.size();
                }
            }
        }
        return perPicture(new double[] {(System.nanoTime() - start) * 1e-9}, pictures);
    }

    private static double[] perPicture(double[] seconds, int pictures) {
        return new double[] {seconds[0] / pictures};
    }
}
