package io.metaformer4j.cli.speed;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import io.metaformer4j.evaluation.speed.SpeedResult;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is told of a benchmark.
 *
 * @param plan how it was measured
 * @param rows what came out
 */
record BenchmarkReport(SpeedRuns.Plan plan, List<BenchmarkRow> rows) {

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");
    private static final double MEBI = 1 << 20;
    /** What stands for a figure that is not known. */
    static final String NOTHING = "-";

    private static final String INFERENCE = "inference";
    private static final String TRAINING = "train step";

    private static final List<String> HEADINGS = List.of(
            "model",
            "engine",
            "precision",
            "batch",
            "size",
            "timed",
            "images/s",
            "p50",
            "p90",
            "p99",
            "peak memory",
            "machine");

    /** The files that it can be written to. */
    enum Format {
        CSV,
        JSON,
        HTML;

        /** The format of a file, by the end of its name. */
        static Optional<Format> of(Path file) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            for (Format format : values()) {
                if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
                    return Optional.of(format);
                }
            }
            return Optional.empty();
        }
    }

    BenchmarkReport {
        rows = List.copyOf(rows);
    }

    /** How times were taken, in one sentence. */
    String policy() {
        return "Warm-up: " + plan.warmUp() + "; then " + plan.rounds() + (plan.rounds() == 1 ? " round" : " rounds")
                + ", one after the other. Percentiles are nearest ranks.";
    }

    /** What it was measured on. */
    static String machine() {
        return Processor.ofThisMachine().name() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores for Java "
                + Runtime.version().feature();
    }

    /** Replaces a file. */
    void write(Path file, Format format) throws IOException {
        String text =
                switch (format) {
                    case CSV -> csv();
                    case JSON -> JsonOutput.text(columns()) + "\n";
                    case HTML -> new BenchmarkPage(this).toHtml();
                };
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The columns of every row. */
    List<Map<String, Object>> columns() {
        BenchmarkColumns columns = new BenchmarkColumns(plan);
        return rows.stream()
                .map(row -> {
                    Map<String, Object> all = columns.of(row);
                    if (plan.profiles()) {
                        all.put("profile", row.profile().map(ProfileColumns::of).orElse(null));
                    }
                    return all;
                })
                .toList();
    }

    /** A line for each row, or with profiles for each step. */
    private String csv() {
        List<Map<String, Object>> lines =
                plan.profiles() ? ProfileColumns.lines(rows, plan.weights().toString()) : columns();
        Set<String> names = new LinkedHashSet<>();
        lines.stream().sorted((a, b) -> b.size() - a.size()).forEach(line -> names.addAll(line.keySet()));
        StringBuilder text = new StringBuilder(String.join(",", names)).append('\n');
        for (Map<String, Object> line : lines) {
            text.append(names.stream().map(line::get).map(BenchmarkReport::cell).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.toString();
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        return SPECIAL.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** Prints it. */
    void print(PrintWriter out, JsonOutput json) {
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("machine", machine());
            document.put("policy", policy());
            document.put("weights", plan.weights().toString());
            document.put("results", columns());
            JsonOutput.print(out, document);
            return;
        }
        out.print(table().render());
        out.println(machine());
        out.println(policy());
        for (String doubt : doubts()) {
            out.println("note: " + doubt);
        }
        profiles().forEach(profile -> out.print(profile.toText()));
    }

    /** Profiles, each with what it is of. */
    List<ProfileReport> profiles() {
        return rows.stream()
                .flatMap(
                        row -> row
                                .profile()
                                .map(profile -> new ProfileReport(row.setting().label(), profile))
                                .stream())
                .toList();
    }

    private TextTable table() {
        TextTable table = new TextTable().row(HEADINGS.toArray(String[]::new));
        lines().forEach(cells -> table.row(cells.toArray(String[]::new)));
        return table;
    }

    /** What stands above the cells of {@link #lines()}. */
    static List<String> headings() {
        return HEADINGS;
    }

    /** A line for each measurement, and for each that failed. */
    List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        for (BenchmarkRow row : rows) {
            row.inference().ifPresent(result -> lines.add(line(row.setting(), INFERENCE, figures(result))));
            row.training().ifPresent(result -> lines.add(line(row.setting(), TRAINING, figures(result))));
            if (row.error().isPresent()) {
                lines.add(line(row.setting(), "failed", Collections.nCopies(6, NOTHING)));
            }
        }
        return lines;
    }

    private static List<String> line(BenchmarkRow.Setting setting, String what, List<String> figures) {
        List<String> cells = new ArrayList<>(List.of(
                setting.model(),
                setting.engine(),
                setting.precision(),
                String.valueOf(setting.batch()),
                setting.input().height() + "x" + setting.input().width(),
                what));
        cells.addAll(figures);
        return cells;
    }

    private static List<String> figures(SpeedResult result) {
        OptionalLong memory = result.memory().process();
        return List.of(
                String.format(Locale.ROOT, "%.2f", result.picturesPerSecond()),
                millis(result, 50),
                millis(result, 90),
                millis(result, 99),
                memory.isPresent() ? String.format(Locale.ROOT, "%.1f MiB", memory.getAsLong() / MEBI) : NOTHING,
                result.machine().word());
    }

    private static String millis(SpeedResult result, int percent) {
        return String.format(Locale.ROOT, "%.3f ms", result.latencies().percentile(percent) * 1e3);
    }

    /** What makes figures doubtful, each once. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        for (BenchmarkRow row : rows) {
            String what = row.setting().label() + ", ";
            row.inference().ifPresent(result -> doubts.addAll(doubtsOf(what + INFERENCE, result)));
            row.training().ifPresent(result -> doubts.addAll(doubtsOf(what + TRAINING, result)));
        }
        boolean sinceStart = rows.stream()
                .flatMap(BenchmarkRow::results)
                .anyMatch(result ->
                        result.memory().process().isPresent() && result.memory().sinceStart());
        if (sinceStart) {
            doubts.add("the peak of the memory is that since the command began, because the system does not let it be"
                    + " reset");
        }
        if (networks() > 1) {
            doubts.add(
                    "the peak memory of a later network includes what the process keeps of the memory of earlier ones;"
                            + " compare memory between runs of one model on one engine in one precision each");
        }
        return doubts.stream().distinct().toList();
    }

    /** How many networks were measured one after the other, with the memory of the process. */
    private long networks() {
        return rows.stream()
                .filter(row -> row.results()
                        .anyMatch(result -> result.memory().process().isPresent()))
                .map(row -> List.of(
                        row.setting().model(),
                        row.setting().engine(),
                        row.setting().placement()))
                .distinct()
                .count();
    }

    private List<String> doubtsOf(String what, SpeedResult result) {
        List<String> doubts = new ArrayList<>();
        if (result.machine().state() != MachineVerdict.State.STEADY) {
            doubts.add(what + ": the machine was " + result.machine().word() + " ("
                    + result.machine().reason() + "), so that times are too long; repeat it when nothing else runs");
        }
        if (plan.warmUp().runs() > 0 && !result.warmUp().settled()) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "%s: times had not settled after %d warm-up %s in %.1f seconds",
                    what,
                    result.warmUp().runs(),
                    result.warmUp().runs() == 1 ? "run" : "runs",
                    result.warmUp().seconds()));
        }
        return doubts;
    }
}
