package io.metaformer4j.weights.load;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.StateDict;
import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.weights.dialect.Dialects;
import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The tensors of one network, out of a checkpoint that may hold more: an average beside the raw weights, a teacher beside a
 * student, and what training leaves among the weights. What cannot be decided by its name is asked for, never guessed.
 */
public final class NetworkChoice {

    /** Classes of objects that a note names. */
    private static final int NAMED = 8;

    private final String source;
    private final LoadOptions options;
    private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> others = new HashSet<>();
    private final Map<String, WeightTensor> quantization = new LinkedHashMap<>();
    private boolean averaged;

    private NetworkChoice(String source, LoadOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Chooses in a file; a prefix may also be the keys that lead to a dictionary of tensors. */
    public static NetworkChoice of(Checkpoint checkpoint, LoadOptions options) {
        String source = "weights '" + checkpoint.path() + "'";
        QuantizedNames.refusal(checkpoint.metadata()).ifPresent(reason -> {
            throw new UnsupportedCheckpointException(source + " " + reason);
        });
        Optional<StateDict> part = options.prefix().flatMap(prefix -> part(checkpoint, prefix));
        LoadOptions remaining = part.isPresent() ? options.withoutPrefix() : options;
        StateDict state = part.orElseGet(() -> checkpoint.stateDict(options.choice()));
        NetworkChoice choice = new NetworkChoice(source, remaining);
        choice.averaged = state.ema();
        choice.tensors.putAll(state.tensors());
        if (state.ema() || !state.other().isEmpty()) {
            choice.noteChoice(joined(state.path()), joined(state.other()));
        }
        choice.choose();
        if (!checkpoint.inertClasses().isEmpty()) {
            choice.notes.add("Objects in the file were kept as data and not run: "
                    + PrintableText.listed(checkpoint.inertClasses(), NAMED) + ".");
        }
        return choice;
    }

    /** Chooses among tensors at hand. */
    public static NetworkChoice of(Map<String, WeightTensor> tensors, LoadOptions options) {
        NetworkChoice choice = new NetworkChoice("the weights", options);
        choice.tensors.putAll(tensors);
        choice.choose();
        return choice;
    }

    /** The tensors of one network, and what lies outside of its prefix. */
    public Map<String, WeightTensor> tensors() {
        return tensors;
    }

    /** How the rest is to be read. */
    public LoadOptions options() {
        return options;
    }

    /**
     * The dialect of the names, with the dialect and prefix of the options where they give any.
     *
     * @throws io.metaformer4j.weights.dialect.UnknownDialectException if no dialect fits
     */
    public DialectMatch dialect() {
        Set<String> names = tensors.keySet();
        if (options.dialect().isPresent()) {
            return options.prefix().isPresent()
                    ? Dialects.assume(
                            names, options.dialect().get(), options.prefix().get())
                    : Dialects.assume(names, options.dialect().get());
        }
        return options.prefix().isPresent()
                ? Dialects.detect(names, options.prefix().get())
                : Dialects.detect(names);
    }

    /** Names of tensors that belong to no network, or to another one. */
    List<String> leftOut() {
        return leftOut;
    }

    /** Those of them that belong to another network, which a sentence speaks of as a whole. */
    Set<String> others() {
        return others;
    }

    /** What was chosen, as sentences. */
    public List<String> notes() {
        return notes;
    }

    /** Whether the file says that the weights are an average. */
    public boolean averaged() {
        return averaged;
    }

    private static Optional<StateDict> part(Checkpoint checkpoint, String prefix) {
        String keys = prefix.endsWith(".") || prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        Object current = checkpoint.content();
        for (String key : keys.split("/", -1)) {
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return current instanceof Map<?, ?>
                ? Optional.of(checkpoint.stateDictAt(keys.split("/", -1)))
                : Optional.empty();
    }

    /** The numbers that belong to quantized weights, by their names in the file. */
    Map<String, WeightTensor> quantization() {
        return quantization;
    }

    private void choose() {
        quantization.putAll(QuantizedNames.takeFrom(tensors, options.quantizedTypes()));
        remove(AuxiliaryTensors::isAuxiliary);
        if (options.prefix().isEmpty()) {
            chooseCopies();
            choosePrefix();
        }
    }

    /** Buffers that mmcv's hook registers beside each parameter, with underscores for the dots of its name. */
    private void chooseCopies() {
        Map<String, String> copies = new LinkedHashMap<>();
        for (String name : tensors.keySet()) {
            String copy = "ema_" + name.replace('.', '_');
            if (tensors.containsKey(copy)) {
                copies.put(name, copy);
            }
        }
        if (copies.isEmpty()) {
            return;
        }
        boolean wanted = options.choice() == StateDictChoice.EMA;
        copies.forEach((name, copy) -> {
            WeightTensor value = tensors.remove(copy);
            if (wanted) {
                tensors.put(name, value);
            }
        });
        leftOut.addAll(wanted ? copies.keySet() : copies.values());
        others.addAll(wanted ? copies.keySet() : copies.values());
        averaged = wanted;
        notes.add("Each tensor has a copy whose name begins with ema_; "
                + (wanted ? "the copies were taken as the averaged (EMA) weights." : "the plain names were taken."));
    }

    private void choosePrefix() {
        Set<String> prefixes = Dialects.prefixes(tensors.keySet());
        List<String> averages = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        prefixes.forEach(prefix ->
                (StateDict.isNameOfAverage(prefix + "x") || prefix.endsWith("ema_") ? averages : plain).add(prefix));
        StateDictChoice wanted = options.choice();
        if (prefixes.size() > 1 && (averages.size() > 1 || plain.size() > 1)) {
            return; // the detection of the dialect asks
        }
        boolean average = !averages.isEmpty() && (wanted != StateDictChoice.PLAIN || plain.isEmpty());
        if (wanted == StateDictChoice.PLAIN && average) {
            throw new UnsupportedCheckpointException(source + " hold only averaged (EMA) weights, under the prefix '"
                    + PrintableText.of(averages.get(0)) + "'; ask for these, or leave the choice open");
        }
        if (wanted == StateDictChoice.EMA && !average && !averaged) {
            throw new UnsupportedCheckpointException(
                    source + " hold no averaged (EMA) weights that belong to a network; ask for the raw ones");
        }
        if (average) {
            averaged = true;
            noteChoice(Optional.of(averages.get(0)), plain.stream().findFirst());
            plain.forEach(other -> removeNetwork(other, averages.get(0)));
        } else if (!averages.isEmpty()) {
            noteChoice(Optional.of(plain.get(0)), Optional.of(averages.get(0)));
            removeNetwork(averages.get(0), plain.get(0));
        }
    }

    /** Leaves out every name of a network; that of the other one may begin with the same prefix. */
    private void removeNetwork(String prefix, String kept) {
        int before = leftOut.size();
        remove((name, tensor) ->
                name.startsWith(prefix) && !(kept.length() > prefix.length() && name.startsWith(kept)));
        others.addAll(leftOut.subList(before, leftOut.size()));
    }

    private void remove(BiPredicate<String, WeightTensor> unwanted) {
        tensors.entrySet().removeIf(entry -> {
            boolean remove = unwanted.test(entry.getKey(), entry.getValue());
            if (remove) {
                leftOut.add(entry.getKey());
            }
            return remove;
        });
    }

    /** Says which of the two were taken, and where the others are. */
    private void noteChoice(Optional<String> taken, Optional<String> other) {
        String[] kinds = averaged ? new String[] {"averaged (EMA)", "raw"} : new String[] {"raw", "averaged (EMA)"};
        notes.add("The " + kinds[0] + " weights were taken"
                + taken.map(place -> ", from " + quoted(place)).orElse("")
                + other.map(place -> "; the " + kinds[1] + " ones are in " + quoted(place))
                        .orElse("") + ".");
    }

    private static String quoted(String place) {
        return place.isEmpty() ? "the names without a prefix" : "'" + PrintableText.of(place) + "'";
    }

    private static Optional<String> joined(List<String> keys) {
        return keys.isEmpty() ? Optional.empty() : Optional.of(String.join("/", keys));
    }
}
