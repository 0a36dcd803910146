package io.metaformer4j.benchmarks.engines;

import static io.metaformer4j.benchmarks.engines.ComparedNetwork.OURS;
import static io.metaformer4j.benchmarks.engines.ComparedNetwork.PICTURES;

import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Result;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network in float32: ours on each engine against each way of Python, several callers at once, and first calls.
 *
 * @param network what is compared
 */
public record FloatComparison(ComparedNetwork network) {

    private static final List<Integer> CALLERS = List.of(1, 2, 4);
    private static final String TORCH = "torch";
    private static final List<String> OTHER_ENGINES = List.of(TORCH, "onnx");

    /** Sums of some thousand float32 products in orders of their own, through dozens of layers. */
    private static final double LOGITS_BOUND = 1e-4;

    /**
     * Checks and compares.
     *
     * @return the fastest way of Python, by the size of the batch; empty without Python
     * @throws Exception if the comparison cannot be made
     */
    public Map<Integer, Rival> play() throws Exception {
        List<EngineNetwork> engines = new ArrayList<>();
        try {
            engines.add(load(OURS)
                    .orElseThrow(() -> new MetaFormerException("there is no engine " + OURS
                            + " on the class path; build with the library metaformer4j-runtime")));
            for (String engine : OTHER_ENGINES) {
                load(engine).ifPresentOrElse(engines::add, () -> network.report()
                        .note("There is no engine " + engine + "."));
            }
            check(engines);
            Map<Integer, Rival> fastest = new LinkedHashMap<>();
            for (int batch : ComparedNetwork.BATCH_SIZES) {
                compare(engines, batch).ifPresent(rival -> fastest.put(batch, rival));
            }
            callers(engines);
            for (EngineNetwork engine : engines) {
                network.report()
                        .events(
                                "first calls, " + network.model(),
                                ComparedNetwork.name(engine),
                                FirstCalls.measure(
                                        engine.engine(),
                                        network.model(),
                                        network.samples().weights(),
                                        network.settings().threads()));
            }
            return fastest;
        } finally {
            engines.forEach(EngineNetwork::close);
        }
    }

    private Optional<EngineNetwork> load(String engine) {
        ModelSamples samples = network.samples();
        return EngineNetwork.load(
                engine,
                samples.architecture(),
                samples.tensors(),
                network.settings().threads());
    }

    private void check(List<EngineNetwork> engines) {
        ModelSamples samples = network.samples();
        float[] expected = samples.logits()
                .orElseGet(() -> engines.get(engines.size() - 1).logits(samples.pictures(ComparedNetwork.pictures())));
        for (EngineNetwork engine : engines) {
            network.report()
                    .check(
                            "largest difference of " + network.model() + " on engine " + engine.engine()
                                    + " over the largest logit",
                            engine.difference(samples.pictures(ComparedNetwork.pictures()), expected),
                            LOGITS_BOUND);
        }
    }

    private Optional<Rival> compare(List<EngineNetwork> engines, int batch) throws Exception {
        List<Contestant> contestants = new ArrayList<>();
        for (EngineNetwork engine : engines) {
            Contestant ours = network.ours(engine, batch);
            boolean stands = network.python().isEmpty() && engine.engine().equals(TORCH);
            contestants.add(stands ? ours.asPeer() : ours);
        }
        Map<String, Rival> rivals = new LinkedHashMap<>();
        network.python().ifPresent(python -> python.working(Rival.FLOAT32, batch, LOGITS_BOUND, network.report())
                .forEach(rival -> {
                    rivals.put(python.name(rival), rival);
                    contestants.add(python.contestant(rival, batch, ComparedNetwork.turns(batch)));
                }));
        Target target = network.python().isPresent() ? SpeedTargets.float32(network.model(), batch) : Target.NONE;
        Result result =
                network.play("batch " + batch, Unit.MILLISECONDS, target, ComparedNetwork.turns(batch), contestants);
        network.report().result(result);
        return result.bestPeer()
                .map(peer -> peer.contestant().name())
                .flatMap(name -> Optional.ofNullable(rivals.get(name)));
    }

    /** Several callers at once, each with one picture. */
    private void callers(List<EngineNetwork> engines) throws Exception {
        for (int callers : CALLERS) {
            int calls = PICTURES / callers;
            List<Contestant> contestants = new ArrayList<>();
            for (EngineNetwork engine : engines) {
                contestants.add(Contestant.ours(ComparedNetwork.name(engine), () ->
                        new double[] {engine.secondsPerPicture(network.samples().pictures(1), callers, calls)}));
            }
            network.python().ifPresent(python -> contestants.add(python.callers(Rival.EXPORTED, callers, calls)));
            network.report()
                    .result(network.play(
                            callers + (callers == 1 ? " caller" : " callers at once"),
                            Unit.PER_SECOND,
                            Target.NONE,
                            callers * calls,
                            contestants));
        }
    }
}
