package io.metaformer4j.models;

import io.metaformer4j.weights.hub.RemoteFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the weights of a model come from. */
public sealed interface WeightsSource {

    /** The weights that belong to the model: those of the embedded model, or those that lie beside a model file. */
    record Own() implements WeightsSource {
        @Override
        public <R> R accept(Visitor<R> visitor) throws IOException {
            return visitor.own();
        }

        @Override
        public String toString() {
            return "the model's own";
        }
    }

    /** The weights that the catalog names for the model, fetched from the hub; its own, of a model that is no row of it. */
    record Pretrained() implements WeightsSource {
        @Override
        public <R> R accept(Visitor<R> visitor) throws IOException {
            return visitor.pretrained();
        }

        @Override
        public String toString() {
            return PRETRAINED;
        }
    }

    /**
     * Fresh weights, drawn as the papers' code does; for trying shapes and speed, and to start a training with.
     *
     * @param chosen the seed that was asked for, if one was; the same seed gives the same weights, on every engine
     */
    record Random(OptionalLong chosen) implements WeightsSource {
        /**
         * Weights of a seed.
         *
         * @param seed the seed
         */
        public Random(long seed) {
            this(OptionalLong.of(seed));
        }

        /**
         * What the weights are drawn from where nobody knows a better seed.
         *
         * @return the seed that was asked for, or 0
         */
        public long seed() {
            return chosen.orElse(0);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) throws IOException {
            return visitor.random(seed());
        }

        @Override
        public boolean isFresh() {
            return true;
        }

        @Override
        public String toString() {
            return RANDOM + ":" + seed();
        }
    }

    /**
     * A checkpoint on the local disk.
     *
     * @param path a file, or the folder of a model with its weights
     */
    record Local(Path path) implements WeightsSource {
        @Override
        public <R> R accept(Visitor<R> visitor) throws IOException {
            return visitor.local(path);
        }

        @Override
        public Optional<Path> localPath() {
            return Optional.of(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A checkpoint on a web server or in a repository of the hub.
     *
     * @param file where
     */
    record Remote(RemoteFile file) implements WeightsSource {
        @Override
        public <R> R accept(Visitor<R> visitor) throws IOException {
            return visitor.remote(file);
        }

        @Override
        public Optional<RemoteFile> remoteFile() {
            return Optional.of(file);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** One method for each kind of source. */
    interface Visitor<R> {
        /** The model's own. */
        R own() throws IOException;

        /** The published ones. */
        R pretrained() throws IOException;

        /** Fresh ones. */
        R random(long seed) throws IOException;

        /** A file or folder. */
        R local(Path path) throws IOException;

        /** A file on the web. */
        R remote(RemoteFile file) throws IOException;
    }

    /** The word for {@link Pretrained}. */
    String PRETRAINED = "pretrained";

    /** The word for {@link Random}. */
    String RANDOM = "random";

    /**
     * Calls the visitor's method for this kind of source.
     *
     * @throws IOException if the visitor fails to read or write
     */
    <R> R accept(Visitor<R> visitor) throws IOException;

    /**
     * Whether the weights are drawn instead of trained.
     *
     * @return true if nothing is read
     */
    default boolean isFresh() {
        return false;
    }

    /**
     * The local file or folder that is read.
     *
     * @return the path, or nothing for any other source
     */
    default Optional<Path> localPath() {
        return Optional.empty();
    }

    /**
     * The file on the web that is fetched.
     *
     * @return where it is, or nothing for any other source
     */
    default Optional<RemoteFile> remoteFile() {
        return Optional.empty();
    }

    /**
     * Understands what a user types.
     *
     * @param text {@code pretrained}, {@code random} or {@code random:<seed>}, {@code hf:owner/name[@revision][:file]}, an
     *     {@code https://} address, or the path of a file
     * @return the source
     * @throws MetaFormerException if it starts like one of them and is not well-formed
     */
    static WeightsSource parse(String text) {
        if (text.equals(PRETRAINED)) {
            return new Pretrained();
        }
        if (text.equals(RANDOM)) {
            return new Random(OptionalLong.empty());
        }
        if (text.startsWith(RANDOM + ":")) {
            try {
                return new Random(Long.parseLong(text.substring(RANDOM.length() + 1)));
            } catch (NumberFormatException e) {
                throw new MetaFormerException(
                        "weights '" + text + "' have no whole number as seed; write for instance random:42", e);
            }
        }
        return stored(text);
    }

    /**
     * Understands the name of a checkpoint, which has no special words.
     *
     * @param text {@code hf:owner/name[@revision][:file]}, an {@code https://} address, or the path of a file
     * @return the source
     * @throws MetaFormerException if it starts like one of them and is not well-formed
     */
    static WeightsSource stored(String text) {
        if (text.isEmpty()) {
            throw new MetaFormerException("the weights have no name; give a path, an address or hf:owner/name");
        }
        Optional<RemoteFile> remote = RemoteFile.parse(text);
        if (remote.isPresent()) {
            return new Remote(remote.get());
        }
        try {
            return new Local(Path.of(text));
        } catch (InvalidPathException e) {
            throw new MetaFormerException(
                    "'" + PrintableText.of(text) + "' is neither an address nor a path: "
                            + PrintableText.of(String.valueOf(e.getMessage())),
                    e);
        }
    }
}
