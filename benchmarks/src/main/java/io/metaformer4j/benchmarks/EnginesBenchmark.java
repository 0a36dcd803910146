package io.metaformer4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.benchmarks.engines.EngineNetwork;
import io.metaformer4j.benchmarks.engines.FirstCalls;
import io.metaformer4j.benchmarks.engines.ModelSamples;
import io.metaformer4j.benchmarks.engines.Steadiness;
import io.metaformer4j.evaluation.speed.CoreProbe;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures to logits on each of our engines, against the same network as fast as Python has it: timm in eager mode, compiled by inductor
 * with frozen weights, and exported to ONNX Runtime. Rounds in which the machine was disturbed do not count.
 */
final class EnginesBenchmark implements Benchmark {

    /** What is compared unless others are named. */
    static final List<String> MODELS =
            List.of("poolformer_s12", "poolformerv2_s12", "convformer_s18", "caformer_s18", "geoformer_s12");

    private static final List<Integer> BATCH_SIZES = List.of(1, 8);
    private static final List<Integer> CALLERS = List.of(1, 2, 4);
    private static final String OURS = "cpu";
    private static final String ONNX = "onnx";
    private static final List<String> OTHER_ENGINES = List.of("torch", ONNX);
    private static final int SEED = 0;

    /** Pictures of one turn. */
    private static final int PICTURES = 24;

    /** How timm calls the networks of the papers, behind their names. */
    private static final String TIMM = ".sail_in1k";

    /** Sums of some thousand float32 products in orders of their own, through dozens of layers. */
    private static final double LOGITS_BOUND = 1e-4;

    /** Turns that do not count: the virtual machine compiles our loops meanwhile. */
    private static final int WARM_UPS = 3;

    /** Rounds that have to be undisturbed for a ratio, if as many were asked for. */
    private static final int NEEDED = 5;

    /** How a peer computes, and how its pictures lie. */
    private record Rival(String kind, String layout, String name) {}

    private static final List<Rival> RIVALS = List.of(
            new Rival("eager", "contiguous", "timm eager, contiguous"),
            new Rival("eager", "channels_last", "timm eager, channels_last"),
            new Rival("inductor", "contiguous", "timm by inductor, frozen, contiguous"),
            new Rival("inductor", "channels_last", "timm by inductor, frozen, channels_last"),
            new Rival("onnx", "contiguous", "timm's export on ONNX Runtime"));

    @Override
    public void run(Settings settings, Report report) throws Exception {
        report.environment("engine", Machine.engine(settings.threads()));
        Steadiness steadiness = new Steadiness(CoreProbe.spinning(settings.threads()));
        MachineVerdict before = steadiness.before();
        report.environment("before", Map.of("machine", before.word() + ": " + before.reason()));
        for (String model : settings.modelsOr(MODELS)) {
            boolean inTimm = Catalog.standard().lookup(model + TIMM).isPresent() || model.endsWith(TIMM);
            String name = inTimm && !model.endsWith(TIMM) ? model + TIMM : model;
            Architecture architecture = Catalog.standard().get(name).architecture();
            Path weights = settings.work().resolve(model + "-engines.safetensors");
            if (settings.python().isEmpty() || !inTimm) {
                if (settings.python().isPresent()) {
                    report.note("timm has no " + model + ": the ratio is that to our engine torch.");
                }
                ModelSamples samples = ModelSamples.drawn(architecture, largest(), SEED, weights);
                new Comparison(settings, report, steadiness, name, samples, Optional.empty()).play();
                continue;
            }
            try (Peer peer = Peer.start(settings, settings.python().get(), "engines_peer.py")) {
                report.environment("peers", peer.about(settings.threads()));
                Path inputs = settings.work().resolve(model + "-engines-inputs.safetensors");
                Map<String, Object> setup = Map.of(
                        "model", model,
                        "seed", SEED,
                        "batch_sizes", BATCH_SIZES,
                        "weights", weights.toString(),
                        "inputs", inputs.toString());
                peer.ask("setup", setup);
                ModelSamples samples = ModelSamples.read(architecture, weights, inputs);
                new Comparison(settings, report, steadiness, name, samples, Optional.of(peer)).play();
            }
        }
    }

    private static int largest() {
        return BATCH_SIZES.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** What should come out, by family. */
    private static Target target(String model, int batch) {
        if (model.startsWith("poolformer")) {
            return Target.ratio(batch == 1 ? 1.25 : 1.4);
        }
        if (model.startsWith("convformer")) {
            return Target.ratio(1.2);
        }
        return model.startsWith("caformer") ? Target.ratio(1.1) : Target.NONE;
    }

    /** One network. */
    private record Comparison(
            Settings settings,
            Report report,
            Steadiness steadiness,
            String model,
            ModelSamples samples,
            Optional<Peer> peer) {

        void play() throws Exception {
            List<EngineNetwork> engines = new ArrayList<>();
            try {
                engines.add(load(OURS)
                        .orElseThrow(() -> new MetaFormerException("there is no engine " + OURS
                                + " on the class path; build with the library metaformer4j-runtime")));
                for (String engine : OTHER_ENGINES) {
                    load(engine).ifPresentOrElse(engines::add, () -> report.note("There is no engine " + engine + "."));
                }
                float[] expected = samples.logits()
                        .orElseGet(() -> engines.get(engines.size() - 1).logits(samples.pictures(largest())));
                for (EngineNetwork engine : engines) {
                    report.check(
                            "largest difference of " + model + " on engine " + engine.engine()
                                    + " over the largest logit",
                            engine.difference(samples.pictures(largest()), expected),
                            LOGITS_BOUND);
                }
                for (int batch : BATCH_SIZES) {
                    compare(engines, batch);
                }
                callers(engines);
                for (EngineNetwork engine : engines) {
                    report.events(
                            "first calls, " + model,
                            "metaformer4j " + engine.engine(),
                            FirstCalls.measure(engine.engine(), model, samples.weights(), settings.threads()));
                }
            } finally {
                engines.forEach(EngineNetwork::close);
            }
        }

        private Optional<EngineNetwork> load(String engine) {
            return EngineNetwork.load(engine, samples.architecture(), samples.tensors(), settings.threads());
        }

        private void compare(List<EngineNetwork> engines, int batch) throws Exception {
            int turns = Math.max(3, PICTURES / batch);
            List<Contestant> contestants = new ArrayList<>();
            for (EngineNetwork engine : engines) {
                String name = "metaformer4j " + engine.engine();
                Contestant ours = Contestant.ours(name, () -> engine.seconds(samples.pictures(batch), turns));
                boolean isPeer = peer.isEmpty() && engine.engine().equals("torch");
                contestants.add(
                        isPeer ? new Contestant(name, Contestant.Side.PEER, ours.process(), ours.turn()) : ours);
            }
            if (peer.isPresent()) {
                for (Rival rival : rivals(peer.get(), batch)) {
                    contestants.add(Contestant.peer(
                            rival.name(), peer.get(), () -> peer.get().seconds(request(rival, batch, "count", turns))));
                }
            }
            Match match = new Match(
                    "engines, " + model + ", batch " + batch,
                    Unit.MILLISECONDS,
                    peer.isPresent() ? target(model, batch) : Target.NONE,
                    turns,
                    WARM_UPS,
                    contestants);
            report.result(match.play(settings.rounds(), Math.min(NEEDED, settings.rounds()), steadiness));
        }

        /** Those of the peers that work here, after their first call and a look at their logits. */
        private List<Rival> rivals(Peer python, int batch) {
            List<Rival> working = new ArrayList<>();
            for (Rival rival : RIVALS) {
                JsonNode reply = python.ask("prepare", request(rival, batch, "kind", rival.kind()));
                if (reply.has("skipped")) {
                    report.note(rival.name() + " is left out: "
                            + reply.get("skipped").asText());
                    continue;
                }
                report.check(
                        "largest difference of " + model + " by " + rival.name() + ", batch " + batch
                                + ", over the largest logit",
                        reply.get("difference").asDouble(),
                        LOGITS_BOUND);
                Map<String, Double> first = new LinkedHashMap<>();
                first.put("load", reply.get("load").asDouble());
                first.put("first", reply.get("first").asDouble());
                report.events("first calls, " + model + ", batch " + batch, rival.name(), first);
                working.add(rival);
            }
            return working;
        }

        private static Map<String, Object> request(Rival rival, int batch, String more, Object value) {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("kind", rival.kind());
            request.put("layout", rival.layout());
            request.put("batch_size", batch);
            request.put(more, value);
            return request;
        }

        /** Several callers at once, each with one picture. */
        private void callers(List<EngineNetwork> engines) throws Exception {
            for (int callers : CALLERS) {
                int calls = PICTURES / callers;
                List<Contestant> contestants = new ArrayList<>();
                for (EngineNetwork engine : engines) {
                    contestants.add(Contestant.ours("metaformer4j " + engine.engine(), () ->
                            new double[] {engine.secondsPerPicture(samples.pictures(1), callers, calls)}));
                }
                peer.ifPresent(python -> {
                    Map<String, Object> request = request(RIVALS.get(RIVALS.size() - 1), 1, "callers", callers);
                    request.put("count", calls);
                    contestants.add(Contestant.peer("timm's export on ONNX Runtime", python, () -> new double[] {
                        python.ask("concurrent", request).get("seconds").get(0).asDouble()
                    }));
                });
                Match match = new Match(
                        "engines, " + model + ", " + callers + (callers == 1 ? " caller" : " callers at once"),
                        Unit.PER_SECOND,
                        Target.NONE,
                        callers * calls,
                        2,
                        contestants);
                report.result(match.play(settings.rounds(), Math.min(NEEDED, settings.rounds()), steadiness));
            }
        }
    }
}
