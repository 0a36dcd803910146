package io.metaformer4j.models;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stored weights before they are fitted to a network.
 *
 * @param checkpoint the opened checkpoint
 * @param source where it came from, for instance a path
 * @param coverage how much of the network it fills
 */
record LocatedWeights(Checkpoint checkpoint, String source, Coverage coverage) {

    static LocatedWeights at(Path file, Coverage coverage) throws IOException {
        return new LocatedWeights(Checkpoints.open(file), file.toString(), coverage);
    }

    /** Names of the classes that come with the file; the embedded model is no file that others could lie beside. */
    Optional<KnownClasses> classes() {
        return source.equals(ModelRequest.EMBEDDED) ? Optional.empty() : KnownClasses.of(checkpoint);
    }
}
