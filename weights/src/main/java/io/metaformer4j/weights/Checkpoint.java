package io.metaformer4j.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint file that was opened: its tensors, and the plain data around them.
 *
 * <p>Nested data appears as ordinary values: {@code Map} for dictionaries (in file order), {@code List} for lists and
 * tuples, {@code Set}, {@code String}, {@code Long} or {@code java.math.BigInteger}, {@code Double}, {@code Boolean},
 * a read-only {@code java.nio.ByteBuffer} for bytes, {@code null} for {@code None}, {@link WeightTensor}, and
 * {@link OpaqueObject} for instances of any class. Nothing in it is executable.
 *
 * <p>Tensor data stays in the mapped file until it is used, see {@link WeightTensor}; there is nothing to close.
 * Immutable and safe for concurrent use.
 */
public final class Checkpoint {

    private final Path path;
    private final CheckpointFormat format;
    private final Object content;
    private final Map<String, WeightTensor> tensors;
    private final Map<String, String> metadata;
    private final Map<String, String> unreadable;
    private final List<List<String>> shared;
    private final List<String> inertClasses;

    public Checkpoint(
            Path path, CheckpointFormat format, Object content, TensorIndex index, Map<String, String> metadata) {
        this.path = path;
        this.format = format;
        this.content = content;
        this.tensors = index.tensors();
        this.unreadable = index.unreadable();
        this.shared = index.shared();
        this.inertClasses = index.inertClasses();
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Where the checkpoint was read from.
     *
     * @return the path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * The kind of file.
     *
     * @return the format found by looking at the content
     */
    public CheckpointFormat format() {
        return format;
    }

    /**
     * Everything in the file, as nested plain values.
     *
     * @return usually a map; null only if the file holds Python's {@code None}
     */
    public Object content() {
        return content;
    }

    /**
     * All tensors of the file, at any depth.
     *
     * @return tensors by name in file order; the keys of nested dictionaries and the indices of lists are joined by
     *     {@code /}, for instance {@code state_dict/norm.weight}
     */
    public Map<String, WeightTensor> tensors() {
        return tensors;
    }

    /**
     * Free text stored beside the tensors of a safetensors file.
     *
     * @return the {@code __metadata__} entries; empty for other formats
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Tensors of element types that this package does not know.
     *
     * @return reasons by tensor name; empty for almost every file
     */
    public Map<String, String> unreadable() {
        return unreadable;
    }

    /**
     * Tensors that look at the same storage, such as tied weights and views.
     *
     * @return groups of at least two names of {@link #tensors()}
     */
    public List<List<String>> shared() {
        return shared;
    }

    /**
     * Classes of objects in the file that checkpoints do not need. They were not instantiated: what they consist of appears as
     * {@link OpaqueObject}s.
     *
     * @return their qualified Python names in order, for instance {@code functools.partial}; empty for most files
     */
    public List<String> inertClasses() {
        return inertClasses;
    }

    /**
     * Finds the weights of the network, preferring averaged ones.
     *
     * @return the weights of {@link StateDictChoice#AUTO}
     * @throws UnsupportedCheckpointException if the file holds no weights, or several and none under a usual name
     */
    public StateDict stateDict() {
        return stateDict(StateDictChoice.AUTO);
    }

    /**
     * Finds the weights of the network among everything that a training checkpoint holds.
     *
     * <p>The usual containers are searched in timm's order ({@code state_dict_ema}, {@code model_ema},
     * {@code state_dict}, {@code model}, then others), a file that holds nothing but tensors is taken as it is, and prefixes
     * left by wrappers ({@code module.}, {@code _orig_mod.}, {@code model.}) are removed where every name has them.
     *
     * @param choice averaged or plain weights
     * @return the weights
     * @throws UnsupportedCheckpointException if the file has no such weights
     */
    public StateDict stateDict(StateDictChoice choice) {
        return new StateDictFinder(this).find(choice);
    }

    /**
     * The weights under given keys.
     *
     * @param keys keys of the dictionaries that lead to the tensors; none for the file's outermost one
     * @return the weights; {@link StateDict#ema()} is false
     * @throws UnsupportedCheckpointException if there is no dictionary with tensors
     */
    public StateDict stateDictAt(String... keys) {
        return new StateDictFinder(this).at(List.of(keys));
    }
}
