package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers and parts of names that depend on the whole network, as the functions of {@link KeyTemplate}.
 *
 * <p>{@code down}, {@code pos} and {@code blocks} count the entries of sail-sg/poolformer's {@code network}: before the
 * blocks of a stage come its downsampling and its position embedding, where it has them ({@code models/metaformer.py}).
 * {@code scale} names the parts of a multi-scale mixer as ShurenQi/GeoFormer at cf04212 does.
 */
final class DialectNumbering {

    private final Architecture architecture;
    private final List<Integer> downsampling = new ArrayList<>();
    private final List<Integer> position = new ArrayList<>();
    private final List<Integer> blocks = new ArrayList<>();

    DialectNumbering(Architecture architecture) {
        this.architecture = architecture;
        int next = 0;
        for (Stage stage : architecture.stages()) {
            downsampling.add(next);
            next += stage.downsampling().isPresent() ? 1 : 0;
            position.add(next);
            next += stage.positionEmbedding().isPresent() ? 1 : 0;
            blocks.add(next++);
        }
    }

    /** Calls a function of {@link KeyTemplate}. */
    String call(String function, List<Integer> numbers) {
        int stage = numbers.get(0);
        return switch (function) {
            case "down" -> downsampling.get(stage).toString();
            case "pos" -> position.get(stage).toString();
            case "blocks" -> blocks.get(stage).toString();
            case "scale" -> scaleOfCf04212(stage, numbers.get(1));
            default -> throw new IllegalArgumentException("key templates know no function " + function);
        };
    }

    /** The code at cf04212 names the two mixers of k57_ho, but numbers those of all other combinations. */
    private String scaleOfCf04212(int stage, int index) {
        TokenMixer mixer = architecture.stages().get(stage).block().mixer();
        if (Requirement.isNamedK57HigherOrder(mixer)) {
            return index == 0 ? "m5" : "m7ho";
        }
        return "mixers." + index;
    }
}
