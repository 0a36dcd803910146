package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Pictures to logits: our network against timm's in eager mode, with the same weights, in timm's faster memory layout. */
final class ForwardBenchmark implements Benchmark {

    /** What is compared unless others are named. */
    static final List<String> MODELS = List.of("poolformer_s12", "convformer_s18", "caformer_s18");

    private static final List<Integer> BATCH_SIZES = List.of(1, 8);
    private static final List<String> LAYOUTS = List.of("channels_last", "contiguous");
    private static final int SIDE = 224;
    private static final int SEED = 0;
    /** Pictures of one turn. */
    private static final int PICTURES = 24;

    /** Both sides sum some thousand float32 products in orders of their own, through dozens of layers. */
    private static final double LOGITS_BOUND = 5e-5;

    private static final int WARM_UPS = 2;
    private static final double TARGET = 1.0;

    @Override
    public void run(Settings settings, Report report) throws Exception {
        report.environment("engine", Machine.engine(settings.threads()));
        for (String model : settings.modelsOr(MODELS)) {
            Architecture architecture =
                    Catalog.standard().get(model + ".sail_in1k").architecture();
            if (settings.python().isEmpty()) {
                try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, SEED);
                        TensorScope ignored = TensorScope.open()) {
                    Tensor images = Tensors.of(new float[8 * 3 * SIDE * SIDE], 8, 3, SIDE, SIDE);
                    compare(settings, report, model, new Ours(network, images), Optional.empty());
                }
                continue;
            }
            try (Peer peer = Peer.start(settings, settings.python().get(), "forward_peer.py")) {
                report.environment("timm", peer.about(settings.threads()));
                compareWith(peer, settings, report, model, architecture);
            }
        }
    }

    private static void compareWith(
            Peer peer, Settings settings, Report report, String model, Architecture architecture) throws Exception {
        Path weights = settings.work().resolve(model + ".safetensors");
        Path inputs = settings.work().resolve(model + "-inputs.safetensors");
        peer.ask(
                "setup",
                Map.of(
                        "model", model,
                        "seed", SEED,
                        "batch_sizes", BATCH_SIZES,
                        "weights", weights.toString(),
                        "inputs", inputs.toString()));
        Checkpoint expected = Checkpoints.open(inputs);
        try (TorchNetwork network = load(architecture, weights);
                TensorScope ignored = TensorScope.open()) {
            WeightTensor input = expected.tensors().get("input");
            Ours ours = new Ours(network, Tensors.of(input.bytes().asFloatBuffer(), input.shape()));
            FloatBuffer theirs = expected.tensors().get("logits").bytes().asFloatBuffer();
            report.check(
                    "largest difference to timm's " + model + " over the largest logit",
                    ours.difference(theirs),
                    LOGITS_BOUND);
            compare(settings, report, model, ours, Optional.of(peer));
        }
    }

    private static TorchNetwork load(Architecture architecture, Path weights) throws IOException {
        return TorchNetwork.load(
                architecture,
                NetworkOptions.DEFAULT,
                WeightsLoader.of(architecture).load(Checkpoints.open(weights)).tensors());
    }

    private static void compare(Settings settings, Report report, String model, Ours ours, Optional<Peer> peer)
            throws Exception {
        for (int size : BATCH_SIZES) {
            int turns = Math.max(3, PICTURES / size);
            Tensor batch = ours.batch(size);
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(Contestant.ours("metaformer4j TorchNetwork", () -> ours.forward(batch, turns)));
            for (String layout : LAYOUTS) {
                peer.ifPresent(one -> contestants.add(Contestant.peer(
                        "timm eager, " + layout,
                        one,
                        () -> one.seconds(Map.of("layout", layout, "batch_size", size, "count", turns)))));
            }
            Match match = new Match(
                    "forward, " + model + ", batch " + size,
                    Unit.MILLISECONDS,
                    Target.ratio(TARGET),
                    turns,
                    WARM_UPS,
                    contestants);
            report.result(match.play(settings.rounds()));
        }
    }

    /** Our network and pictures in its memory layout. */
    private record Ours(TorchNetwork network, Tensor images) {

        /** The first pictures, owned by the open scope. */
        Tensor batch(int size) {
            return images.narrow(0, 0, size).contiguous(MemoryFormat.ChannelsLast);
        }

        double[] forward(Tensor batch, int times) {
            double[] seconds = new double[times];
            try (InferenceMode inference = new InferenceMode(true)) {
                for (int i = 0; i < times; i++) {
                    long start = System.nanoTime();
                    try (TensorScope ignored = TensorScope.open()) {
                        network.forward(batch);
                    }
                    seconds[i] = (System.nanoTime() - start) * 1e-9;
                }
            }
            return seconds;
        }

        double difference(FloatBuffer expected) {
            double difference = 0;
            double largest = 0;
            try (TensorScope ignored = TensorScope.open();
                    InferenceMode inference = new InferenceMode(true)) {
                for (float logit : Tensors.toFloats(network.forward(images))) {
                    float theirs = expected.get();
                    difference = Math.max(difference, Math.abs((double) logit - theirs)); // NaN stays NaN
                    largest = Math.max(largest, Math.abs(theirs));
                }
            }
            return difference / largest;
        }
    }
}
