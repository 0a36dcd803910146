package io.metaformer4j.models;

import io.metaformer4j.engine.Network;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.DType;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network that is ready to run, with all that is needed to feed it and to understand its answers.
 *
 * <p>It owns the network until it is closed. Safe for concurrent use.
 */
public final class LoadedModel implements AutoCloseable {

    private static final Set<DType> BYTES = Set.of(DType.I8, DType.U8);

    private final ModelDescription description;
    private final Network network;
    private final Optional<String> engine;
    private final String weights;
    private final boolean averaged;
    private final boolean bytes;
    private final List<String> notes;

    private LoadedModel(
            ModelDescription description,
            Network network,
            Optional<String> engine,
            String weights,
            boolean averaged,
            boolean bytes,
            List<String> notes) {
        this.description = description;
        this.network = network;
        this.engine = engine;
        this.weights = weights;
        this.averaged = averaged;
        this.bytes = bytes;
        this.notes = List.copyOf(notes);
    }

    LoadedModel(ModelDescription description, Network network, String engine, ModelWeights weights) {
        this(
                description,
                network,
                Optional.of(engine),
                weights.source(),
                weights.averaged(),
                weights.tensors().values().stream().anyMatch(tensor -> BYTES.contains(tensor.dtype())),
                weights.notes());
    }

    /**
     * A model whose network was made in code.
     *
     * @param description name, preprocessing and names of the classes
     * @param network the network; it belongs to the model from now on
     * @return the model
     * @throws MetaFormerException if the network is not the one described
     */
    public static LoadedModel of(ModelDescription description, Network network) {
        if (!description.architecture().equals(network.architecture())) {
            throw new MetaFormerException("the network is not the one that model " + description.name()
                    + " describes; describe it with its own architecture");
        }
        return new LoadedModel(
                description,
                network,
                Optional.empty(),
                "given in code",
                /* averaged= */ false,
                /* bytes= */ false,
                List.of());
    }

    /**
     * What the model is.
     *
     * @return the description that the network was made from
     */
    public ModelDescription description() {
        return description;
    }

    /**
     * What the model is called.
     *
     * @return the name
     */
    public String name() {
        return description.name();
    }

    /**
     * What the network is.
     *
     * @return the description of the network
     */
    public Architecture architecture() {
        return network.architecture();
    }

    /**
     * How a picture becomes the network's input.
     *
     * @return sizes, crop and statistics
     */
    public Preprocessing preprocessing() {
        return description.preprocessing();
    }

    /**
     * The names of the classes.
     *
     * @return as many names as the network has classes; empty if they have no names
     */
    public Optional<LabelSet> labels() {
        return description.labels();
    }

    /**
     * The name of a class.
     *
     * @param index output of the network
     * @return the name with all synonyms, {@code class 7} if the classes have no names
     */
    public String label(int index) {
        return labels().map(set -> set.name(index)).orElse("class " + index);
    }

    /**
     * Which engine computes.
     *
     * @return its name, for instance {@code cpu}; empty if the network was given in code
     */
    public Optional<String> engine() {
        return engine;
    }

    /**
     * Where the weights came from.
     *
     * @return for instance the path of a file
     */
    public String weights() {
        return weights;
    }

    /**
     * Whether the weights are averaged over the training.
     *
     * @return true if the checkpoint says that these are averaged (EMA) weights; false also where it says nothing
     */
    public boolean averaged() {
        return averaged;
    }

    /**
     * Whether weights of the network are bytes with scales (int8), as those of a quantized checkpoint are on an engine that
     * takes them ({@link io.metaformer4j.engine.Engine#quantizedTypes()}).
     *
     * @return true if at least one layer's are; false also of a network that was made in code
     */
    public boolean storesBytes() {
        return bytes;
    }

    /**
     * What the user should know about the weights, e.g. that a part of them is fresh.
     *
     * @return sentences, usually none
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The network.
     *
     * @return the network, valid until the model is closed
     */
    public Network network() {
        return network;
    }

    /** Gives back the memory of the network. */
    @Override
    public void close() {
        network.close();
    }
}
