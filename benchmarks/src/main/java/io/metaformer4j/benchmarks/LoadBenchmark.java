package io.metaformer4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.weights.Checkpoints;
import io.metaformer4j.weights.SafetensorsWriter;
import io.metaformer4j.weights.TorchWriter;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint file in the page cache to values that were used: added up, or copied into the parameters of a network that is
 * already there. Every turn opens the file anew.
 */
final class LoadBenchmark implements Benchmark {

    private static final String MODEL = "caformer_s18";
    private static final int SEED = 0;
    private static final int WARM_UPS = 5;
    private static final double TARGET = 2.0;

    /** A kind of file and the peer's ways to read it. */
    private record Kind(String suffix, List<String> readers) {
        private static final Kind PTH = new Kind(".pth", List.of("torch.load", "torch.load(mmap)"));
        private static final Kind SAFETENSORS = new Kind(".safetensors", List.of("load_file"));

        static List<Kind> all() {
            return List.of(PTH, SAFETENSORS);
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
                TorchWriter.write(file(settings, Kind.PTH), state);
                SafetensorsWriter.write(file(settings, Kind.SAFETENSORS), state, Map.of());
                compare(settings, report, network, Optional.empty());
                return;
            }
            try (Peer peer = Peer.start(settings, settings.python().get(), "load_peer.py")) {
                report.environment("torch", peer.about(settings.threads()));
                peer.ask(
                        "setup",
                        Map.of(
                                "model",
                                MODEL,
                                "seed",
                                SEED,
                                "pth",
                                file(settings, Kind.PTH).toString(),
                                "safetensors",
                                file(settings, Kind.SAFETENSORS).toString()));
                verify(settings, report, peer);
                compare(settings, report, network, Optional.of(peer));
            }
        }
    }

    private static Path file(Settings settings, Kind kind) {
        return settings.work().resolve(MODEL + kind.suffix);
    }

    private static void verify(Settings settings, Report report, Peer peer) throws IOException {
        for (Kind kind : Kind.all()) {
            JsonNode reply = peer.ask("run", request(settings, kind, kind.readers.get(0), Use.SUM));
            double theirs = reply.get("sum").asDouble();
            double ours = sum(open(file(settings, kind)));
            report.check(
                    "relative difference of the sum of all values in a " + kind.suffix,
                    Math.abs(ours - theirs) / Math.abs(theirs));
        }
    }

    private static Map<String, String> request(Settings settings, Kind kind, String reader, Use use) {
        return Map.of("reader", reader, "path", file(settings, kind).toString(), "use", use.id());
    }

    private static void compare(Settings settings, Report report, TorchNetwork network, Optional<Peer> peer)
            throws Exception {
        for (Kind kind : Kind.all()) {
            for (Use use : Use.values()) {
                Path file = file(settings, kind);
                List<Contestant> contestants = new ArrayList<>();
                contestants.add(Contestant.ours("metaformer4j Checkpoints", () -> load(file, use, network)));
                for (String reader : kind.readers) {
                    peer.ifPresent(one -> contestants.add(
                            Contestant.peer(reader, one, () -> one.seconds(request(settings, kind, reader, use)))));
                }
                report.result(new Match(
                                "load, " + MODEL + kind.suffix + ", " + use.text,
                                Unit.MILLISECONDS,
                                Target.ratio(TARGET),
                                1,
                                WARM_UPS,
                                contestants)
                        .play(settings.rounds()));
            }
        }
    }

    private static double[] load(Path file, Use use, TorchNetwork network) throws IOException {
        long start = System.nanoTime();
        Map<String, WeightTensor> tensors = open(file);
        if (use == Use.COPY) {
            network.restore(tensors);
        } else if (Double.isNaN(sum(tensors))) {
            throw new IllegalStateException("the checkpoint holds NaN");
        }
        return new double[] {(System.nanoTime() - start) * 1e-9};
    }

    private static Map<String, WeightTensor> open(Path file) throws IOException {
        return Checkpoints.open(file).stateDict().tensors();
    }

    private static double sum(Map<String, WeightTensor> tensors) {
        FloatSum sum = new FloatSum();
        tensors.values().forEach(tensor -> sum.add(tensor.bytes().asFloatBuffer()));
        return sum.total();
    }
}
