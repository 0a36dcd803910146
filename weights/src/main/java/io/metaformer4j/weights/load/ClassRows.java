package io.metaformer4j.weights.load;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which rows of a stored classifier the classes of a network take over.
 *
 * @param stored number of classes of the checkpoint
 * @param names names of the network's classes, in the order of its logits
 * @param sources for each of them its row in the checkpoint, from 0; empty for a class that the checkpoint does not know
 */
public record ClassRows(int stored, List<String> names, List<OptionalInt> sources) {

    /** Classes that a sentence names. */
    private static final int NAMED = 5;

    public ClassRows {
        names = List.copyOf(names);
        sources = List.copyOf(sources);
        if (names.size() != sources.size()) {
            throw new MetaFormerException(names.size() + " classes cannot take " + sources.size() + " rows");
        }
        for (OptionalInt source : sources) {
            if (source.isPresent() && (source.getAsInt() < 0 || source.getAsInt() >= stored)) {
                throw new MetaFormerException("row " + source.getAsInt() + " is none of the " + stored
                        + " rows of the checkpoint's classifier");
            }
        }
    }

    /** Whether every class keeps its place and none is left out. */
    boolean isIdentity() {
        for (int i = 0; i < sources.size(); i++) {
            if (!sources.get(i).equals(OptionalInt.of(i))) {
                return false;
            }
        }
        return stored == sources.size();
    }

    /** Names of the classes that have a row in the checkpoint. */
    List<String> kept() {
        return chosen(true);
    }

    /** Names of the classes that have none. */
    List<String> fresh() {
        return chosen(false);
    }

    private List<String> chosen(boolean known) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (sources.get(i).isPresent() == known) {
                chosen.add(names.get(i));
            }
        }
        return chosen;
    }

    /** Some names for a sentence. */
    static String listed(List<String> names) {
        return PrintableText.listed(names, NAMED);
    }
}
