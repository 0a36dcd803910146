package io.metaformer4j.weights.load;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.weights.match.ModelMatcher;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Loads weights for one network from checkpoints of any dialect. Strict: the checkpoint has every tensor of the network and no
 * other, in the right shape and with finite values, unless {@link LoadOptions} allow a departure.
 *
 * <p>Everything in a checkpoint counts, also what could be computed: fixed geometric kernels, random matrices and running
 * statistics come from the file. Only a missing {@code num_batches_tracked} starts at 0, as in PyTorch.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class WeightsLoader {

    private final String target;
    private final Architecture architecture;
    private final LoadOptions options;
    private final Supplier<Catalog> suggestions;

    private WeightsLoader(
            String target, Architecture architecture, LoadOptions options, Supplier<Catalog> suggestions) {
        this.target = target;
        this.architecture = architecture;
        this.options = options;
        this.suggestions = suggestions;
    }

    /**
     * A strict loader for a model.
     *
     * @param model the model
     * @return the loader
     */
    public static WeightsLoader of(Model model) {
        return of(model.architecture()).named(model.name());
    }

    /**
     * A strict loader for a network.
     *
     * @param architecture the network
     * @return the loader
     */
    public static WeightsLoader of(Architecture architecture) {
        return new WeightsLoader("the network", architecture, LoadOptions.STRICT, Catalog::standard);
    }

    /**
     * The same loader with a name for the network in messages.
     *
     * @param name name of the network
     * @return the changed loader
     */
    public WeightsLoader named(String name) {
        return new WeightsLoader(name, architecture, options, suggestions);
    }

    /**
     * The same loader with other options.
     *
     * @param newOptions the options
     * @return the changed loader
     */
    public WeightsLoader with(LoadOptions newOptions) {
        return new WeightsLoader(target, architecture, newOptions, suggestions);
    }

    /**
     * The same loader with other models to suggest for a checkpoint that does not fit.
     *
     * @param catalog the models
     * @return the changed loader
     */
    public WeightsLoader suggesting(Catalog catalog) {
        return new WeightsLoader(target, architecture, options, () -> catalog);
    }

    /**
     * Loads the weights of a checkpoint.
     *
     * @param checkpoint the opened checkpoint
     * @return the tensors of the network
     * @throws CheckpointMismatchException if they do not fit
     * @throws io.metaformer4j.weights.dialect.UnknownDialectException if the names belong to no known dialect
     * @throws io.metaformer4j.weights.UnsupportedCheckpointException if the checkpoint has no weights of the choice
     */
    public LoadedWeights load(Checkpoint checkpoint) {
        return load(NetworkChoice.of(checkpoint, options), "weights '" + checkpoint.path() + "'");
    }

    /**
     * Loads weights that are already at hand.
     *
     * @param tensors tensors by name, in any dialect
     * @return the tensors of the network
     * @throws CheckpointMismatchException if they do not fit
     * @throws io.metaformer4j.weights.dialect.UnknownDialectException if the names belong to no known dialect
     */
    public LoadedWeights load(Map<String, WeightTensor> tensors) {
        return load(NetworkChoice.of(tensors, options), "the weights");
    }

    private LoadedWeights load(NetworkChoice choice, String source) {
        return new StrictLoad(source, target, architecture, choice).run(() -> new ModelMatcher(suggestions.get()));
    }
}
