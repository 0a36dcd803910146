package io.metaformer4j.benchmarks.engines;

import static io.metaformer4j.benchmarks.engines.ComparedNetwork.OURS;

import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Result;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.quantize.Quantized;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A network in fewer bits: ours as int8 and in bfloat16 against the fastest way of Python in float32, and as int8 against what ONNX
 * Runtime's own quantizer makes of the export. What is calibrated on are the pictures of the comparison, on both sides.
 *
 * @param network what is compared
 * @param fastest the fastest way of Python in float32, by the size of the batch
 */
public record NarrowComparison(ComparedNetwork network, Map<Integer, Rival> fastest) {

    /**
     * The weights are drawn, and a network that has learned nothing keeps nothing apart; whoever is further from the float32 answers than
     * this does not compute the same network.
     */
    private static final double BYTES_BOUND = 0.5;

    /** Eight significant bits, rounded in each of dozens of layers. */
    private static final double BFLOAT16_BOUND = 0.1;

    /**
     * Checks and compares.
     *
     * @throws Exception if the comparison cannot be made
     */
    public void play() throws Exception {
        Engine engine = EngineNetwork.find(OURS)
                .orElseThrow(() -> new MetaFormerException("there is no engine " + OURS + " on the class path"));
        Placement placement = Placement.DEFAULT.withThreads(network.settings().threads());
        Placement half = placement.withPrecision(Precision.BFLOAT16);
        Optional<String> obstacle = engine.obstacle(half);
        obstacle.ifPresent(reason -> network.report().note("bf16 is left out: " + reason));
        try (EngineNetwork floats = load(engine, "", network.samples().tensors(), placement);
                EngineNetwork bytes = load(engine, ", int8", quantized(engine, placement), placement)) {
            ImageBatch pictures = network.samples().pictures(ComparedNetwork.pictures());
            float[] expected = floats.logits(pictures);
            check(bytes, pictures, expected, BYTES_BOUND);
            if (obstacle.isPresent()) {
                compare(floats, bytes, Optional.empty());
                return;
            }
            try (EngineNetwork halves = load(engine, ", bf16", network.samples().tensors(), half)) {
                check(halves, pictures, expected, BFLOAT16_BOUND);
                compare(floats, bytes, Optional.of(halves));
            }
        }
    }

    private EngineNetwork load(Engine engine, String how, Map<String, WeightTensor> weights, Placement placement) {
        return new EngineNetwork(
                OURS + how,
                engine.load(network.samples().architecture(), EngineNetwork.NORMALISED, weights, placement));
    }

    private Map<String, WeightTensor> quantized(Engine engine, Placement placement) {
        ModelSamples samples = network.samples();
        try (Quantizer quantizer = engine.quantizer(
                        samples.architecture(), EngineNetwork.NORMALISED, samples.tensors(), placement)
                .orElseThrow(() -> new MetaFormerException("engine " + OURS + " stores no layers as bytes"))) {
            ImageBatch pictures = samples.pictures(ComparedNetwork.pictures());
            quantizer.add(pictures);
            Quantized found =
                    quantizer.quantize(RangeMethod.MINMAX, BYTES_BOUND, List.of(pictures.first(1)), done -> {});
            network.report()
                    .note(String.format(
                            Locale.ROOT,
                            "int8 of %s: %d of %d layers are bytes; the answers change by %.1f %% of themselves",
                            network.model(),
                            found.layers().stream()
                                    .filter(layer -> !layer.kept())
                                    .count(),
                            found.layers().size(),
                            100 * found.error()));
            return found.tensors();
        }
    }

    private void check(EngineNetwork narrow, ImageBatch pictures, float[] expected, double bound) {
        network.report()
                .check(
                        "largest difference of " + network.model() + " on engine " + narrow.engine()
                                + " over the largest logit",
                        narrow.difference(pictures, expected),
                        bound);
    }

    private void compare(EngineNetwork floats, EngineNetwork bytes, Optional<EngineNetwork> halves) throws Exception {
        for (int batch : ComparedNetwork.BATCH_SIZES) {
            int turns = ComparedNetwork.turns(batch);
            Contestant own = network.ours(floats, batch);
            Contestant int8 = network.ours(bytes, batch);
            Optional<Contestant> bf16 = halves.map(half -> network.ours(half, batch));
            Optional<Contestant> theirs = network.python().flatMap(python -> Optional.ofNullable(fastest.get(batch))
                    .map(rival -> python.contestant(rival, batch, turns)));
            List<Contestant> theirBytes = new ArrayList<>();
            network.python()
                    .ifPresent(python -> python.working(List.of(Rival.BYTES), batch, BYTES_BOUND, network.report())
                            .forEach(rival -> theirBytes.add(python.contestant(rival, batch, turns))));
            Contestant peer = theirs.orElse(own.asPeer());
            List<Contestant> all = new ArrayList<>(List.of(int8));
            bf16.ifPresent(all::add);
            theirs.ifPresent(rival -> all.add(own));
            all.add(peer);
            all.addAll(theirBytes);
            Result result = network.play("batch " + batch, Unit.MILLISECONDS, Target.NONE, turns, all);
            Target target = theirs.isPresent() ? SpeedTargets.bytes(network.model()) : Target.NONE;
            network.report().result(result.between(", int8 against float32", target, int8, List.of(peer)));
            if (bf16.isPresent()) {
                network.report()
                        .result(result.between(", bf16 against float32", Target.NONE, bf16.get(), List.of(peer)));
            }
            if (theirs.isPresent()) {
                network.report()
                        .result(result.between(", int8 against our float32", Target.NONE, int8, List.of(own.asPeer())));
            }
            if (!theirBytes.isEmpty()) {
                network.report().result(result.between(", int8 against int8", Target.ratio(1), int8, theirBytes));
            }
        }
    }
}
