package io.metaformer4j.benchmarks.match;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Prints what was found and remembers it for a JSON file. */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintStream out;
    private final ObjectNode document = JSON.createObjectNode();
    private final ObjectNode environment = document.putObject("environment");
    private final ArrayNode checks = document.putArray("checks");
    private final ArrayNode results = document.putArray("results");
    private final ArrayNode phases = document.putArray("phases");
    private final ArrayNode events = document.putArray("events");
    private final ArrayNode scores = document.putArray("scores");

    public Report(PrintStream out) {
        this.out = out;
    }

    /** Facts about the machine or a library, each kind told once. */
    public void environment(String kind, Map<String, String> facts) {
        if (environment.has(kind)) {
            return;
        }
        ObjectNode node = environment.putObject(kind);
        facts.forEach(node::put);
        out.printf(
                "%-8s %s%n",
                kind,
                String.join(
                        ", ",
                        facts.entrySet().stream()
                                .map(fact -> fact.getKey() + " " + fact.getValue())
                                .toList()));
    }

    /** A remark, for instance why something is left out. */
    public void note(String text) {
        out.println(text);
    }

    /**
     * How far both sides agree. Those that do not compute the same are not compared.
     *
     * @param bound the difference that rounding explains
     * @throws MetaFormerException if the difference is larger, or no number
     */
    public void check(String what, double difference, double bound) {
        out.printf(Locale.ROOT, "%ncheck    %s: %.3g%n", what, difference);
        checks.addObject().put("what", what).put("difference", difference).put("bound", bound);
        if (!(difference <= bound)) {
            throw new MetaFormerException(String.format(
                    Locale.ROOT,
                    "the comparison is void: %s is %.3g, and rounding explains %.0e at most; nothing more is timed until both"
                            + " sides compute the same ('metaformer doctor' examines ours)",
                    what,
                    difference,
                    bound));
        }
    }

    /** The outcome of a match. */
    public void result(Result result) {
        out.printf("%n%-60s %12s %12s %12s %12s %8s%n", result.title(), "median", "best", "CPU", "first", "turns");
        ObjectNode node = results.addObject().put("title", result.title());
        ArrayNode series = node.putArray("series");
        for (Series one : result.series()) {
            print(one, result.unit());
            series.add(json(one));
        }
        String verdict = result.target().verdict(result);
        if (result.ratio().isPresent()) {
            out.printf(
                    Locale.ROOT,
                    "  %-58s %12.2f %12.2f %12s  %s%n",
                    "ratio to the best peer",
                    result.ratio().getAsDouble(),
                    result.ratioOfBest().getAsDouble(),
                    text(result.processorRatio()),
                    verdict);
            List<Double> ratios = result.ratios();
            out.printf(
                    Locale.ROOT,
                    "  %-58s %12.2f %12.2f%n",
                    ratios.size() + (ratios.size() == 1 ? " round" : " rounds") + ", lowest and highest ratio",
                    Collections.min(ratios),
                    Collections.max(ratios));
            ratios.forEach(node.putArray("ratios")::add);
            node.put("ratio", result.ratio().getAsDouble());
            node.put("ratioOfBest", result.ratioOfBest().getAsDouble());
            result.processorRatio().ifPresent(ratio -> node.put("processorRatio", ratio));
        } else if (!verdict.isEmpty()) {
            out.println("  " + verdict);
        }
        node.put("verdict", verdict);
        result.disturbances().ifPresent(disturbances -> {
            out.println("  " + disturbances);
            if (result.bestPeer().isPresent() && result.ratio().isEmpty()) {
                out.printf(
                        "  no ratio: ours and the best peer were undisturbed together in fewer than %d of %d rounds%n",
                        disturbances.needed(), disturbances.rounds());
            }
            disturbances.reasons().forEach(node.putArray("disturbances")::add);
            node.put("playedRounds", disturbances.rounds());
        });
    }

    private static String text(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "";
    }

    private void print(Series one, Unit unit) {
        out.printf(
                "  %-58s %12s %12s %12s %12s %8s%n",
                one.contestant().name(),
                unit.format(one.median()),
                unit.format(one.best()),
                one.processorSeconds() > 0 ? Unit.MILLISECONDS.format(one.processorSeconds()) : "",
                unit.format(one.first()),
                one.countedTurns() + "/" + one.rounds().size());
    }

    private static ObjectNode json(Series one) {
        ObjectNode node = JSON.createObjectNode();
        node.put("name", one.contestant().name());
        node.put("side", one.contestant().side().name().toLowerCase(Locale.ROOT));
        node.put("medianSeconds", one.median());
        node.put("firstSeconds", one.first());
        node.put("bestSeconds", one.best());
        node.put("processorSeconds", one.processorSeconds());
        ArrayNode rounds = node.putArray("rounds");
        one.rounds().forEach(rounds::add);
        ArrayNode counted = node.putArray("counted");
        one.counted().forEach(counted::add);
        return node;
    }

    /**
     * Where a contestant's time goes.
     *
     * @param result the match that it played
     * @param name its name
     * @param seconds seconds by what they were spent on
     */
    public void phases(Result result, String name, Map<String, Double> seconds) {
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        List<String> shares = seconds.entrySet().stream()
                .map(phase -> String.format(Locale.ROOT, "%s %.1f %%", phase.getKey(), 100 * phase.getValue() / total))
                .toList();
        out.printf("  %-58s %s%n", "time of " + name, String.join(", ", shares));
        ObjectNode node = phases.addObject().put("title", result.title()).put("name", name);
        ObjectNode values = node.putObject("seconds");
        seconds.forEach(values::put);
    }

    /**
     * Seconds of single events, for instance of the first call of an engine.
     *
     * @param title what was measured
     * @param name of whom
     * @param seconds seconds by event
     */
    public void events(String title, String name, Map<String, Double> seconds) {
        List<String> each = seconds.entrySet().stream()
                .map(event -> event.getKey() + " " + Unit.MILLISECONDS.format(event.getValue()))
                .toList();
        out.printf("  %-58s %s%n", title + ", " + name, String.join(", ", each));
        ObjectNode node = events.addObject().put("title", title).put("name", name);
        ObjectNode values = node.putObject("seconds");
        seconds.forEach(values::put);
    }

    /**
     * Scores of several runs that differ by their seeds.
     *
     * @param title what was compared
     * @param name whose scores
     * @param values one for each run, at least one
     */
    public void scores(String title, String name, List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = values.size() == 1 ? 0 : Math.sqrt(squares / (values.size() - 1));
        List<String> all = values.stream()
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .toList();
        out.printf(
                Locale.ROOT,
                "  %-58s mean %.2f, deviation %.2f of %s%n",
                name,
                mean,
                deviation,
                String.join(", ", all));
        ObjectNode node = scores.addObject().put("title", title).put("name", name);
        node.put("mean", mean).put("deviation", deviation);
        values.forEach(node.putArray("values")::add);
    }

    /** Writes everything that was reported. */
    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), document);
    }
}
