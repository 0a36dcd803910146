package io.metaformer4j.cli.data;

import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.inspection.DatasetStatistics;
import io.metaformer4j.vision.data.inspection.DatasetStatistics.ClassCount;
import io.metaformer4j.vision.data.inspection.DatasetStatistics.Sides;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures a data set. */
@Command(
        name = "stats",
        description = "Count the pictures of each class, and measure sizes and the mean and standard deviation of the "
                + "colours over all pixels.")
public final class DataStatsCommand implements Callable<Integer> {

    private static final List<String> CHANNELS = List.of("red", "green", "blue");

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatasetArguments data;

    @Mixin
    private ReadingThreads threads;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (Dataset<ClassTarget> dataset = data.open(err)) {
            DatasetStatistics statistics;
            try (CommandProgress progress = CommandProgress.start(err, "stats", dataset.size(), " images")) {
                statistics = DatasetStatistics.of(
                        dataset, ImageDecoder.standard(), threads.count(), done -> progress.at(done, ""));
            }
            if (statistics.broken() > 0) {
                err.println("note: " + statistics.broken() + " of the " + statistics.pictures()
                        + " pictures could not be decoded and are only counted; 'metaformer data verify' names them");
            }
            if (json.enabled()) {
                JsonOutput.print(out, document(statistics, dataset.indexBytes()));
            } else {
                print(out, statistics);
                print(out, dataset.indexBytes(), dataset.size());
            }
        }
        return 0;
    }

    private static void print(PrintWriter out, DatasetStatistics statistics) {
        TextTable classes = new TextTable().row("class", "pictures");
        for (ClassCount each : statistics.classes()) {
            classes.row(each.name(), Integer.toString(each.pictures()));
        }
        out.print(classes.render() + "\n");
        TextTable sides = new TextTable().row("pixels", "smallest", "median", "largest");
        row(sides, "width", statistics.widths());
        row(sides, "height", statistics.heights());
        out.print(sides.render() + "\n");
        TextTable colors = new TextTable().row("channel", "mean", "std");
        for (int i = 0; i < CHANNELS.size(); i++) {
            colors.row(
                    CHANNELS.get(i),
                    decimals(statistics.mean().get(i)),
                    decimals(statistics.std().get(i)));
        }
        out.print(colors.render() + "\n");
        out.println(statistics.pictures() + (statistics.pictures() == 1 ? " picture" : " pictures") + " of "
                + statistics.classes().size() + (statistics.classes().size() == 1 ? " class" : " classes")
                + extremes(statistics.classes()));
    }

    /** Of millions of pictures, their names and places fill the memory, and not what is read of them. */
    private static void print(PrintWriter out, long indexBytes, int pictures) {
        if (indexBytes >= 0) {
            out.println(String.format(
                    Locale.ROOT,
                    "%d bytes of memory for names, places and labels, %.1f for each picture",
                    indexBytes,
                    (double) indexBytes / pictures));
        }
    }

    private static void row(TextTable table, String name, Sides sides) {
        table.row(name, Integer.toString(sides.smallest()), pixels(sides.median()), Integer.toString(sides.largest()));
    }

    private static String pixels(double median) {
        return median == Math.rint(median)
                ? String.format(Locale.ROOT, "%.0f", median)
                : String.format(Locale.ROOT, "%.1f", median);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static String extremes(List<ClassCount> classes) {
        Comparator<ClassCount> bySize = Comparator.comparingInt(ClassCount::pictures);
        ClassCount smallest = classes.stream().min(bySize).orElseThrow();
        ClassCount largest = classes.stream().max(bySize).orElseThrow();
        return "; the smallest is " + PrintableText.of(smallest.name()) + " (" + smallest.pictures() + "), the largest "
                + PrintableText.of(largest.name()) + " (" + largest.pictures() + ")";
    }

    private Map<String, Object> document(DatasetStatistics statistics, long indexBytes) {
        List<Map<String, Object>> classes = new ArrayList<>();
        for (ClassCount each : statistics.classes()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", each.name());
            fields.put("pictures", each.pictures());
            classes.add(fields);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", data.location());
        document.put("split", data.split().orElse(null));
        document.put("pictures", statistics.pictures());
        document.put("broken", statistics.broken());
        document.put("classes", classes);
        document.put("width", describe(statistics.widths()));
        document.put("height", describe(statistics.heights()));
        document.put("pixels", statistics.pixels());
        document.put("mean", statistics.mean());
        document.put("std", statistics.std());
        document.put("index_bytes", indexBytes < 0 ? null : indexBytes);
        return document;
    }

    private static Map<String, Object> describe(Sides sides) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("smallest", sides.smallest());
        fields.put("median", sides.median());
        fields.put("largest", sides.largest());
        return fields;
    }
}
