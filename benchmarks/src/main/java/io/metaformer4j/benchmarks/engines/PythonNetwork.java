package io.metaformer4j.benchmarks.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same network in Python, computed in several ways. */
public final class PythonNetwork {

    private final Peer peer;
    private final String owner;
    private final String model;

    /**
     * Names a network; {@link #draw} makes it.
     *
     * @param peer the process that runs {@code engines_peer.py}, which the caller closes
     * @param owner whose network it is, for the report
     * @param model its name there
     */
    public PythonNetwork(Peer peer, String owner, String model) {
        this.peer = peer;
        this.owner = owner;
        this.model = model;
    }

    /**
     * Lets Python draw weights and pictures, and compute the logits.
     *
     * @param architecture the network
     * @param pictures number of pictures
     * @param seed decides all numbers
     * @param work folder for files
     * @return what was drawn
     * @throws IOException if a file cannot be read
     */
    public ModelSamples draw(Architecture architecture, int pictures, long seed, Path work) throws IOException {
        Path weights = work.resolve(model + "-engines.safetensors");
        Path inputs = work.resolve(model + "-engines-inputs.safetensors");
        peer.ask(
                "setup",
                Map.of(
                        "model", model,
                        "seed", seed,
                        "pictures", pictures,
                        "weights", weights.toString(),
                        "inputs", inputs.toString()));
        return ModelSamples.read(architecture, weights, inputs);
    }

    String name(Rival rival) {
        return owner + rival.name();
    }

    /**
     * Those that work here, after their first call and a look at their logits. One in float32 that computes something else makes the
     * comparison void; one that its own quantizer has spoilt is left out, with a note.
     *
     * @param bound how far logits may be from eager ones, as a part of the largest
     */
    List<Rival> working(List<Rival> rivals, int batch, double bound, Report report) {
        List<Rival> working = new ArrayList<>();
        for (Rival rival : rivals) {
            JsonNode reply = peer.ask("prepare", rival.request(batch));
            if (reply.has("skipped")) {
                report.note(
                        name(rival) + " is left out: " + reply.get("skipped").asText());
                continue;
            }
            double difference = reply.get("difference").asDouble();
            if (rival.isRounded() && !(difference <= bound)) {
                report.note(String.format(
                        Locale.ROOT,
                        "%s is left out: its answers are %.2f of the largest logit from those in float32, and rounding to bytes explains"
                                + " %.1f at most",
                        name(rival),
                        difference,
                        bound));
                continue;
            }
            report.check(
                    "largest difference of " + model + " by " + name(rival) + ", batch " + batch
                            + ", over the largest logit",
                    difference,
                    bound);
            Map<String, Double> first = new LinkedHashMap<>();
            first.put("load", reply.get("load").asDouble());
            first.put("first", reply.get("first").asDouble());
            report.events("first calls, " + model + ", batch " + batch, name(rival), first);
            working.add(rival);
        }
        return working;
    }

    /** One that works, in a match. */
    Contestant contestant(Rival rival, int batch, int turns) {
        Map<String, Object> request = new LinkedHashMap<>(rival.request(batch));
        request.put("count", turns);
        return Contestant.peer(name(rival), peer, () -> peer.seconds(request));
    }

    /** Several callers of one that works, each with one picture at a time. */
    Contestant callers(Rival rival, int callers, int calls) {
        Map<String, Object> request = new LinkedHashMap<>(rival.request(1));
        request.put("callers", callers);
        request.put("count", calls);
        return Contestant.peer(name(rival), peer, () -> new double[] {
            peer.ask("concurrent", request).get("seconds").get(0).asDouble()
        });
    }
}
