package io.metaformer4j.weights.convert;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.Elements;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialects;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.NetworkChoice;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The weights of one network and nothing else, under the names that their file gives them without what wrappers put in front. No
 * model is asked for, unlike by {@link WeightsConverter}: any network will do.
 *
 * @param tensors tensors by name, in file order
 * @param averaged whether the file said that these are averaged (EMA) weights
 * @param notes what was chosen, as sentences
 */
public record NetworkWeights(Map<String, WeightTensor> tensors, boolean averaged, List<String> notes) {

    /** Networks of a file that a message names. */
    private static final int NAMED = 8;

    /** Copies the collections. */
    public NetworkWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        notes = List.copyOf(notes);
    }

    /**
     * Finds the weights in a checkpoint, among the state of a training for instance.
     *
     * @param file the checkpoint, of any kind that can be read
     * @param options averaged or raw weights, and the part of the file; the rest does not matter here
     * @return the weights; their data stays in the file until it is used
     * @throws IOException if the file cannot be read
     * @throws UnsupportedCheckpointException if it has no such weights
     */
    public static NetworkWeights read(Path file, LoadOptions options) throws IOException {
        Checkpoint checkpoint = Checkpoints.open(file);
        NetworkChoice choice = NetworkChoice.of(checkpoint, options);
        String prefix = choice.options().prefix().orElse("");
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        choice.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
            }
        });
        if (tensors.isEmpty()) {
            throw new UnsupportedCheckpointException("weights '" + file + "' have no tensors under '"
                    + PrintableText.of(prefix) + "'; name the part to take as the file does");
        }
        SortedSet<String> networks = Dialects.prefixes(tensors.keySet());
        if (networks.size() > 1) {
            throw new UnsupportedCheckpointException("weights '" + file + "' hold several networks, under the prefixes "
                    + PrintableText.listed(networks, NAMED) + "; name the part to take, for instance '"
                    + PrintableText.of(networks.last()) + "'");
        }
        return new NetworkWeights(tensors, choice.averaged(), choice.notes());
    }

    /**
     * The mean of the weights of several checkpoints, as timm's {@code avg_checkpoints.py} computes it: sums in double precision,
     * in the order of the files, rounded once to float32. What is not floating, such as counters, comes from the first file.
     *
     * @param files checkpoints of one network, at least two
     * @param options averaged or raw weights, and the part of each file
     * @return the mean, under the names of the first file
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException if the files are of different networks, or averaged weights in one and raw ones in another
     */
    public static NetworkWeights average(List<Path> files, LoadOptions options) throws IOException {
        if (files.size() < 2) {
            throw new MetaFormerException(
                    "a mean needs at least two checkpoints, but there is " + files.size() + "; give the others, too");
        }
        List<NetworkWeights> all = new ArrayList<>();
        for (Path file : files) {
            all.add(read(file, options));
        }
        NetworkWeights first = all.get(0);
        for (int i = 1; i < all.size(); i++) {
            first.requireSameNetwork(files.get(0), all.get(i), files.get(i));
        }
        Map<String, WeightTensor> means = new LinkedHashMap<>();
        first.tensors.forEach(
                (name, tensor) -> means.put(name, tensor.dtype().isFloating() ? mean(all, name) : tensor));
        List<String> notes = all.stream()
                .flatMap(weights -> weights.notes.stream())
                .distinct()
                .toList();
        return new NetworkWeights(means, first.averaged, notes);
    }

    private void requireSameNetwork(Path file, NetworkWeights other, Path otherFile) {
        String start = "weights '" + otherFile + "' cannot be averaged with '" + file + "': ";
        if (averaged != other.averaged) {
            throw new MetaFormerException(
                    start + "only one of the two has averaged (EMA) weights; ask for the raw ones");
        }
        String end = "; take checkpoints of one network";
        tensors.forEach((name, tensor) -> {
            WeightTensor counterpart = other.tensors.get(name);
            if (counterpart == null) {
                throw new MetaFormerException(start + "they lack the tensor '" + PrintableText.of(name) + "'" + end);
            }
            boolean sameKind = tensor.dtype() == counterpart.dtype()
                    || (tensor.dtype().isFloating() && counterpart.dtype().isFloating());
            if (!sameKind || !Arrays.equals(tensor.shape(), counterpart.shape())) {
                throw new MetaFormerException(start + "the tensor '" + PrintableText.of(name) + "' is " + counterpart
                        + " in place of " + tensor + end);
            }
        });
        for (String name : other.tensors.keySet()) {
            if (!tensors.containsKey(name)) {
                throw new MetaFormerException(
                        start + "they have the tensor '" + PrintableText.of(name) + "' besides" + end);
            }
        }
    }

    private static WeightTensor mean(List<NetworkWeights> all, String name) {
        WeightTensor first = all.get(0).tensors.get(name);
        double[] sums = new double[Math.toIntExact(first.elementCount())];
        for (NetworkWeights weights : all) {
            WeightTensor tensor = weights.tensors.get(name);
            Elements.Reader reader = Elements.reader(tensor.dtype());
            ByteBuffer bytes = tensor.bytes();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += reader.read(bytes, i);
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            double mean = sums[i] / all.size();
            means[i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, mean));
        }
        return WeightTensor.ofFloats(means, first.shape());
    }
}
