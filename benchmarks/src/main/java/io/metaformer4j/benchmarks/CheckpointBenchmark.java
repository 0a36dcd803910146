package io.metaformer4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint file in the page cache to values that were used: added up, or copied into the parameters of a network that is
 * already there. Every turn opens the file anew.
 *
 * <p>The peer runs without our launcher's allocator settings. With them, its turns would read into memory that the allocator
 * kept from the turn before, page faults already paid, while a program that loads its weights once gets fresh memory.
 */
final class CheckpointBenchmark implements Benchmark {

    private static final String MODEL = "caformer_s18";
    private static final int SEED = 0;
    /** Sums of 26 million values, of which the peer's are added in single precision, tensor by tensor. */
    private static final double SUM_BOUND = 1e-4;

    private static final int WARM_UPS = 25;
    private static final double TARGET = 2.0;
    private static final String PTH = ".pth";
    private static final String SAFETENSORS = ".safetensors";

    /**
     * A kind of file, and a way of the peer to read it.
     *
     * @param suffix end of the file's name
     * @param reader what the peer calls
     * @param target what should come out; only {@code torch.load} as people use it has one
     */
    private record Kind(String suffix, String reader, Target target) {

        static List<Kind> all() {
            return List.of(
                    new Kind(PTH, "torch.load", Target.ratio(TARGET)),
                    new Kind(PTH, "torch.load(mmap)", Target.NONE),
                    new Kind(SAFETENSORS, "load_file", Target.NONE));
        }
    }

    /** What becomes of the values. */
    private enum Use {
        SUM("added up"),
        COPY("copied into a network");

        private final String text;

        Use(String text) {
            this.text = text;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        report.environment("engine", Machine.engine(settings.threads()));
        Architecture architecture = Catalog.standard().get(MODEL + ".sail_in1k").architecture();
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, SEED)) {
            if (settings.python().isEmpty()) {
                Map<String, WeightTensor> state = network.snapshot();
                TorchWriter.write(file(settings, PTH), state);
                SafetensorsWriter.write(file(settings, SAFETENSORS), state, Map.of());
                compare(settings, report, network, Optional.empty());
                return;
            }
            try (Peer peer =
                    Peer.start(settings.withPlainPeers(), settings.python().get(), "load_peer.py")) {
                report.environment("torch", peer.about(settings.threads()));
                peer.ask(
                        "setup",
                        Map.of(
                                "model",
                                MODEL,
                                "seed",
                                SEED,
                                "pth",
                                file(settings, PTH).toString(),
                                "safetensors",
                                file(settings, SAFETENSORS).toString()));
                verify(settings, report, peer, architecture);
                compare(settings, report, network, Optional.of(peer));
            }
        }
    }

    private static Path file(Settings settings, String suffix) {
        return settings.work().resolve(MODEL + suffix);
    }

    private static void verify(Settings settings, Report report, Peer peer, Architecture architecture)
            throws IOException {
        for (Kind kind : Kind.all()) {
            JsonNode reply = peer.ask("run", request(settings, kind, Use.SUM));
            double theirs = reply.get("sum").asDouble();
            double ours = sum(open(file(settings, kind.suffix()), architecture));
            report.check(
                    "relative difference of the sum of all values in a " + kind.suffix() + " to " + kind.reader(),
                    Math.abs(ours - theirs) / Math.abs(theirs),
                    SUM_BOUND);
        }
    }

    private static Map<String, String> request(Settings settings, Kind kind, Use use) {
        String path = file(settings, kind.suffix()).toString();
        return Map.of("reader", kind.reader(), "path", path, "use", use.id());
    }

    private static void compare(Settings settings, Report report, TorchNetwork network, Optional<Peer> peer)
            throws Exception {
        for (Kind kind : Kind.all()) {
            for (Use use : Use.values()) {
                Path file = file(settings, kind.suffix());
                List<Contestant> contestants = new ArrayList<>();
                contestants.add(
                        Contestant.ours("metaformer4j Checkpoints and WeightsLoader", () -> load(file, use, network)));
                peer.ifPresent(one -> contestants.add(
                        Contestant.peer(kind.reader(), one, () -> one.seconds(request(settings, kind, use)))));
                String title = "load, " + MODEL + kind.suffix() + ", " + use.text;
                report.result(new Match(title, Unit.MILLISECONDS, kind.target(), 1, WARM_UPS, contestants)
                        .play(settings.rounds()));
            }
        }
    }

    private static double[] load(Path file, Use use, TorchNetwork network) throws IOException {
        long start = System.nanoTime();
        Map<String, WeightTensor> tensors = open(file, network.architecture());
        if (use == Use.COPY) {
            network.restore(tensors);
        } else if (Double.isNaN(sum(tensors))) {
            throw new IllegalStateException("the checkpoint holds NaN");
        }
        return new double[] {(System.nanoTime() - start) * 1e-9};
    }

    /** The way of every command: names translated, shapes checked, NaN looked for. */
    private static Map<String, WeightTensor> open(Path file, Architecture architecture) throws IOException {
        return WeightsLoader.of(architecture).load(Checkpoints.open(file)).tensors();
    }

    private static double sum(Map<String, WeightTensor> tensors) {
        FloatSum sum = new FloatSum();
        tensors.values().forEach(tensor -> sum.add(tensor.bytes().asFloatBuffer()));
        return sum.total();
    }

    /** Adds up floats as fast as memory allows: block by block in the first cache, and lane by lane, which is vectorised. */
    private static final class FloatSum {

        private static final int BLOCK = 2048;

        private final float[] block = new float[BLOCK];
        private final float[] lanes = new float[BLOCK];

        /** Adds everything that remains in a buffer. */
        void add(FloatBuffer values) {
            while (values.hasRemaining()) {
                int count = Math.min(BLOCK, values.remaining());
                values.get(block, 0, count);
                add(block, lanes, count);
            }
        }

        private static void add(float[] values, float[] lanes, int count) {
            for (int i = 0; i < count; i++) {
                lanes[i] += values[i];
            }
        }

        double total() {
            double total = 0;
            for (float lane : lanes) {
                total += lane;
            }
            return total;
        }
    }
}
