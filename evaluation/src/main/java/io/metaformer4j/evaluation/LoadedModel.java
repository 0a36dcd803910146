package io.metaformer4j.evaluation;

import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import java.util.Optional;

/**
 * A network that is ready to run, with all that is needed to feed it and to understand its answers.
 *
 * <p>It owns the network until it is closed. Safe for concurrent use as long as nobody trains or moves the network.
 */
public final class LoadedModel implements AutoCloseable {

    private final String name;
    private final TorchNetwork network;
    private final Preprocessing preprocessing;
    private final Optional<LabelSet> labels;
    private final String weights;
    private final boolean averaged;
    private final List<String> notes;

    LoadedModel(
            String name,
            TorchNetwork network,
            Preprocessing preprocessing,
            Optional<LabelSet> labels,
            String weights,
            boolean averaged,
            List<String> notes) {
        this.name = name;
        this.network = network;
        this.preprocessing = preprocessing;
        this.labels = labels;
        this.weights = weights;
        this.averaged = averaged;
        this.notes = List.copyOf(notes);
    }

    /**
     * A model whose network was built in code.
     *
     * @param name what to call it
     * @param network the network in evaluation mode; it belongs to the model from now on
     * @param preprocessing how a picture becomes its input
     * @param labels names of its classes, if they have any
     * @return the model
     * @throws MetaFormerException if the number of names is not the number of classes
     */
    public static LoadedModel of(
            String name, TorchNetwork network, Preprocessing preprocessing, Optional<LabelSet> labels) {
        int classes = network.architecture().classes();
        labels.filter(set -> set.size() != classes).ifPresent(set -> {
            throw new MetaFormerException("model " + name + " has " + classes + " classes, but the label set " + set
                    + " is given; give as many names as classes, or none");
        });
        return new LoadedModel(name, network, preprocessing, labels, "given in code", /* averaged= */ false, List.of());
    }

    /**
     * What the model is called.
     *
     * @return the name
     */
    public String name() {
        return name;
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
        return preprocessing;
    }

    /**
     * The names of the classes.
     *
     * @return as many names as the network has classes; empty if they have no names
     */
    public Optional<LabelSet> labels() {
        return labels;
    }

    /**
     * The name of a class.
     *
     * @param index output of the network
     * @return the name with all synonyms, {@code class 7} if the classes have no names
     */
    public String label(int index) {
        return labels.map(set -> set.name(index)).orElse("class " + index);
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
     * @return the network in evaluation mode, valid until the model is closed
     */
    public TorchNetwork network() {
        return network;
    }

    /** Gives back the memory of the network. */
    @Override
    public void close() {
        network.close();
    }
}
