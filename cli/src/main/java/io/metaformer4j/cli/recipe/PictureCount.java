package io.metaformer4j.cli.recipe;

import java.io.IOException;

/** Counts the training pictures, which takes a look at the data. */
@FunctionalInterface
public interface PictureCount {

    /**
     * Counts them.
     *
     * @return number of training pictures
     * @throws IOException if the data cannot be read
     */
    int get() throws IOException;
}
