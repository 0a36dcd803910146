package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes down the layers of a network in the order of computation, part by part, and follows what is in memory. */
final class LayerLedger {

    private final ParameterLayout layout;
    private final LiveMaps live;
    private final List<Part> parts = new ArrayList<>();
    private List<LayerCost> layers = new ArrayList<>();

    /** The picture and the values that all parts so far have put out. */
    private long valuesBefore;

    /** The layers of the stem, a stage or the head, at least one, and the values that they put out. */
    record Part(String name, List<LayerCost> layers, long values) {
        Part {
            layers = List.copyOf(layers);
        }
    }

    LayerLedger(ParameterLayout layout, long picture) {
        this.layout = layout;
        this.live = new LiveMaps(picture);
        this.valuesBefore = live.total();
    }

    static long elements(MapShape map) {
        return (long) map.channels() * map.tokens();
    }

    /** What is in memory. */
    LiveMaps live() {
        return live;
    }

    /** The parts so far that have layers. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The layers of the part that has not ended. */
    List<LayerCost> layers() {
        return List.copyOf(layers);
    }

    /** A layer that multiplies and adds so often for each value that it puts out. */
    void add(String module, LayerCost.Kind kind, MapShape output, long macsOfValue) {
        long values = elements(output);
        add(module, kind, output, macsOfValue * values, macsOfValue == 0 ? 0 : values, live.compute(values));
    }

    /** Attention, which engines compute without ever having all scores in memory. */
    void addAttention(String module, MapShape output, int heads) {
        long values = elements(output);
        long scores = (long) heads * output.tokens() * output.tokens();
        long macs = 2 * values * output.tokens();
        add(module, LayerCost.Kind.ATTENTION, output, macs, values + scores, live.compute(values));
    }

    /** A layer that costs nothing, given how many values are in memory meanwhile. */
    void addInPlace(String module, LayerCost.Kind kind, MapShape output, long alive) {
        add(module, kind, output, 0, 0, alive);
    }

    private void add(String module, LayerCost.Kind kind, MapShape output, long macs, long activations, long alive) {
        long trainable = 0;
        long frozen = 0;
        long buffers = 0;
        for (ParameterSpec spec : layout.ofModule(module)) {
            switch (spec.kind()) {
                case TRAINABLE -> trainable += spec.elements();
                case FROZEN -> frozen += spec.elements();
                case BUFFER, COUNTER -> buffers += spec.elements();
            }
        }
        layers.add(new LayerCost(module, kind, output, trainable, frozen, buffers, macs, activations, alive));
    }

    /** Ends the stem, a stage or the head. */
    void end(String part) {
        if (!layers.isEmpty()) {
            parts.add(new Part(part, layers, live.total() - valuesBefore));
        }
        valuesBefore = live.total();
        layers = new ArrayList<>();
    }
}
