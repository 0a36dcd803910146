package io.metaformer4j.cli;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Files that commands are given. */
final class CommandFiles {

    private CommandFiles() {}

    /** A photograph of the demonstration. */
    static Path photograph(Path folder, String name) throws IOException {
        return resource("/io/metaformer4j/cli/demo/photographs/" + name, folder.resolve(name));
    }

    /** The description of the embedded model, with its weights beside it. */
    static Path embeddedModel(Path folder) throws IOException {
        String embedded = "/io/metaformer4j/models/embedded/";
        resource(embedded + "model.safetensors", folder.resolve("embedded/model.safetensors"));
        return resource(embedded + "model.json", folder.resolve("embedded/model.json"));
    }

    /** The description of a network that a training of some pictures moves in no time, and saves in as little. */
    static Path tinyModel(Path folder) throws IOException {
        Path file = Files.createDirectories(folder.resolve("tiny")).resolve("model.json");
        ModelDescription.of("tiny", TinyArchitectures.classifier(10), TinyArchitectures.preprocessing())
                .write(file);
        return file;
    }

    private static Path resource(String resource, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream stream = Objects.requireNonNull(CommandFiles.class.getResourceAsStream(resource), resource)) {
            Files.write(file, stream.readAllBytes());
        }
        return file;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    static void png(Path file, int gray) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, gray, gray, gray).writePng(out);
        }
    }
}
