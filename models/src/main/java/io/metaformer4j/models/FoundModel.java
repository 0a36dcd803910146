package io.metaformer4j.models;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model that was found by its name.
 *
 * @param description what it is
 * @param own the weights that belong to it without being asked for; rows of the catalog have none
 */
record FoundModel(ModelDescription description, Optional<OwnWeights> own) {

    /** Weights that belong to a model. */
    interface OwnWeights {
        /** Opens them. */
        LocatedWeights locate(Coverage coverage) throws IOException;
    }

    /**
     * The model of a file.
     *
     * @param path a {@code model.json}, or a folder that holds one
     */
    static FoundModel at(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(ModelDescription.FILE_NAME) : path;
        if (!Files.exists(file)) {
            throw new MetaFormerException("there is no model file '" + file
                    + "'; name a model.json, a folder that holds one, or a model of the catalog");
        }
        ModelDescription description = ModelDescription.read(file);
        Path weights = file.resolveSibling(ModelDescription.WEIGHTS_FILE_NAME);
        return new FoundModel(description, Optional.of(coverage -> {
            if (!Files.exists(weights)) {
                throw new MetaFormerException("model " + description.name() + " has no weights beside it: '" + weights
                        + "' does not exist; name the file of its weights");
            }
            return LocatedWeights.at(weights, coverage);
        }));
    }

    FoundModel withClasses(int classes) {
        return new FoundModel(description.withClasses(classes), own);
    }

    /** The same for input of the number of channels that was asked for, if one was. */
    FoundModel withInputChannels(OptionalInt channels) {
        return channels.isPresent() ? new FoundModel(description.withInputChannels(channels.getAsInt()), own) : this;
    }
}
