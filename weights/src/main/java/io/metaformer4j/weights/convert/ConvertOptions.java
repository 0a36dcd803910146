package io.metaformer4j.weights.convert;

import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.Model;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a {@link WeightsConverter} does. {@link #DEFAULT} keeps everything but the names, which become canonical.
 *
 * @param model the model of the weights; empty to find it out by names and shapes
 * @param to id of the dialect to write, or {@link Dialect#SAIL}
 * @param classes number of classes to write; where the checkpoint has another, its classifier is replaced by a fresh one.
 *     Empty to keep the number
 * @param load how the checkpoint is read
 */
public record ConvertOptions(Optional<Model> model, String to, OptionalInt classes, LoadOptions load) {

    /** Finds out the model, writes canonical names, keeps classes and element types, reads strictly. */
    public static final ConvertOptions DEFAULT = new ConvertOptions(
            Optional.empty(),
            Dialect.CANONICAL.id(),
            OptionalInt.empty(),
            LoadOptions.STRICT.withElementType(Optional.empty()));

    public ConvertOptions {
        if (!to.equalsIgnoreCase(Dialect.SAIL)) {
            Dialect.ofId(to);
        }
        if (classes.isPresent() && load.head().equals(HeadRule.IMAGENET_21K_TO_1K)) {
            throw new MetaFormerException("the conversion of the head from ImageNet-21k to 1k gives 1000 classes;"
                    + " do not ask for " + classes.getAsInt() + " at the same time");
        }
    }

    /**
     * The same options for a known model.
     *
     * @param newModel the model of the weights
     * @return the changed options
     */
    public ConvertOptions withModel(Model newModel) {
        return new ConvertOptions(Optional.of(newModel), to, classes, load);
    }

    /**
     * The same options with another dialect to write.
     *
     * @param id id of the dialect, or {@link Dialect#SAIL}
     * @return the changed options
     */
    public ConvertOptions withTarget(String id) {
        return new ConvertOptions(model, id, classes, load);
    }

    /**
     * The same options with a number of classes.
     *
     * @param count number of classes to write
     * @return the changed options
     */
    public ConvertOptions withClasses(int count) {
        return new ConvertOptions(model, to, OptionalInt.of(count), load);
    }

    /**
     * The same options with another way of reading.
     *
     * @param newLoad how the checkpoint is read
     * @return the changed options
     */
    public ConvertOptions withLoad(LoadOptions newLoad) {
        return new ConvertOptions(model, to, classes, newLoad);
    }
}
