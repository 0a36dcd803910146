package io.metaformer4j.cli.command;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.cost.ActivationMemory;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.CountedImplementation;
import io.metaformer4j.zoo.cost.LayerCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a network costs, as text and as plain data.
 *
 * @param complexity the counts for one picture
 * @param batch pictures whose activations are in memory at once
 */
record SummaryTables(Complexity complexity, int batch) {

    private static final double KIBI = 1 << 10;
    private static final double MEBI = 1 << 20;

    /** One row for each stage. */
    String stages() {
        TextTable table =
                new TextTable().row("stage", "output", "params", "frozen", "MACs", "activations", "all outputs");
        for (Complexity.Section section : complexity.sections()) {
            table.row(
                    section.name(),
                    section.output().toString(),
                    count(section.trainable()),
                    count(section.frozen()),
                    count(section.macs()),
                    count(section.activations()),
                    size(bytes(section.values())));
        }
        return table.render();
    }

    /** One row for each layer. */
    String layers() {
        TextTable table = new TextTable()
                .row("layer", "kind", "output", "params", "MACs", "fvcore", "activations", "output size", "in memory");
        for (LayerCost layer : complexity.layers()) {
            table.row(
                    layer.module(),
                    kind(layer),
                    layer.output().toString(),
                    count(layer.trainable() + layer.frozen()),
                    count(layer.macs()),
                    count(complexity.fvcore(CountedImplementation.TIMM, layer)),
                    count(layer.activations()),
                    size(bytes(layer.elements())),
                    size(bytes(layer.alive())));
        }
        return table.render();
    }

    /** What the whole network costs, in lines. */
    String totals() {
        ActivationMemory memory = complexity.memory(batch);
        return "parameters     " + count(complexity.trainable())
                + (complexity.frozen() == 0 ? "" : " trained + " + count(complexity.frozen()) + " frozen")
                + "\nmultiply-adds  " + giga(complexity.publishedMacs()) + " G (as the papers count), "
                + giga(complexity.macs()) + " G (convolutions and matrix products only), "
                + giga(complexity.fvcore(CountedImplementation.TIMM)) + " G (as fvcore counts timm's code)"
                + "\nactivations    " + String.format(Locale.ROOT, "%.3f", complexity.activations() / 1e6)
                + " M (outputs of convolutions and matrix products, timm's macts)"
                + "\nmemory         " + size(memory.inference()) + " at once for inference, " + size(memory.training())
                + " kept for a training step (float32 maps of " + (batch == 1 ? "1 picture" : batch + " pictures")
                + ", without weights)\n";
    }

    /** What the whole network costs. */
    Map<String, Object> totalsAsData() {
        ActivationMemory memory = complexity.memory(batch);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("params", complexity.trainable());
        data.put("frozen_params", complexity.frozen());
        data.put("buffers", complexity.buffers());
        data.put("macs", complexity.macs());
        data.put("published_macs", complexity.publishedMacs());
        data.put("fvcore_macs", complexity.fvcore(CountedImplementation.TIMM));
        data.put("activations", complexity.activations());
        data.put("batch_size", batch);
        data.put("inference_activation_bytes", memory.inference());
        data.put("training_activation_bytes", memory.training());
        return data;
    }

    /** What each stage costs. */
    List<Map<String, Object>> stagesAsData() {
        List<Map<String, Object>> stages = new ArrayList<>();
        for (Complexity.Section section : complexity.sections()) {
            Map<String, Object> stage = new LinkedHashMap<>();
            stage.put("name", section.name());
            stage.put("output", shape(section.output()));
            stage.put("params", section.trainable());
            stage.put("frozen_params", section.frozen());
            stage.put("buffers", section.buffers());
            stage.put("macs", section.macs());
            stage.put("activations", section.activations());
            stage.put("output_bytes", bytes(section.values()));
            stages.add(stage);
        }
        return stages;
    }

    /** What each layer costs. */
    List<Map<String, Object>> layersAsData() {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (LayerCost layer : complexity.layers()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("name", layer.module());
            data.put("kind", kind(layer));
            data.put("output", shape(layer.output()));
            data.put("params", layer.trainable());
            data.put("frozen_params", layer.frozen());
            data.put("buffers", layer.buffers());
            data.put("macs", layer.macs());
            data.put("fvcore_macs", complexity.fvcore(CountedImplementation.TIMM, layer));
            data.put("activations", layer.activations());
            data.put("output_bytes", bytes(layer.elements()));
            data.put("live_bytes", bytes(layer.alive()));
            layers.add(data);
        }
        return layers;
    }

    private long bytes(long values) {
        return ActivationMemory.bytes(values, batch);
    }

    private static List<Integer> shape(MapShape map) {
        return List.of(map.channels(), map.height(), map.width());
    }

    private static String kind(LayerCost layer) {
        return layer.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String giga(long macs) {
        return String.format(Locale.ROOT, "%.3f", macs / 1e9);
    }

    /** Memory in the unit that fits it. */
    static String size(long bytes) {
        return bytes < MEBI
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / KIBI)
                : String.format(Locale.ROOT, "%,.1f MiB", bytes / MEBI);
    }
}
