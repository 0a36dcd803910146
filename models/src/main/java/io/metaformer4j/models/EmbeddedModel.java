package io.metaformer4j.models;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The model that comes with the library: {@code model.json} and {@code model.safetensors} among the resources. */
final class EmbeddedModel {

    private static final String FOLDER = "embedded/";

    private final Resources resources;

    /** Where the files are. */
    interface Resources {
        /** Opens a file; empty if there is none of that name. */
        Optional<InputStream> open(String name) throws IOException;
    }

    EmbeddedModel(Resources resources) {
        this.resources = resources;
    }

    /** The files beside this class. */
    static EmbeddedModel standard() {
        return new EmbeddedModel(name -> Optional.ofNullable(EmbeddedModel.class.getResourceAsStream(FOLDER + name)));
    }

    FoundModel find() throws IOException {
        return new FoundModel(
                ModelDescription.parse(read(ModelDescription.FILE_NAME), "the embedded model"),
                Optional.of(coverage -> new LocatedWeights(weights(), ModelRequest.EMBEDDED, coverage)));
    }

    private Checkpoint weights() throws IOException {
        byte[] file = read(ModelDescription.WEIGHTS_FILE_NAME);
        ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
        return Checkpoints.open(direct, ModelDescription.WEIGHTS_FILE_NAME);
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = resources.open(name).orElseThrow(() -> missing(name))) {
            return in.readAllBytes();
        }
    }

    private static MetaFormerException missing(String name) {
        String folder = EmbeddedModel.class.getPackageName().replace('.', '/') + "/" + FOLDER;
        return new MetaFormerException("this build of metaformer4j has no embedded model: the resource /" + folder
                + name + " is missing; name a model and its weights");
    }
}
