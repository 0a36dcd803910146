package io.metaformer4j.models;

import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.io.IOException;
import java.util.Optional;

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

    FoundModel withClasses(int classes) {
        return new FoundModel(description.withClasses(classes), own);
    }
}
