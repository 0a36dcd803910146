package io.metaformer4j.cli.demo;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bundled part of Fashion-MNIST: 6,000 training and 1,000 test pictures (Zalando SE, MIT licence). */
final class FashionMnist {

    private static final List<String> FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    private FashionMnist() {}

    /** Unpacks the files into a folder, as a user would have them. */
    static void unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : FILES) {
            try (InputStream stream = FashionMnist.class.getResourceAsStream("fashion-mnist/" + file)) {
                if (stream == null) {
                    throw new IllegalStateException(file + " is missing from the distribution");
                }
                Files.write(folder.resolve(file), stream.readAllBytes());
            }
        }
    }

    static Dataset open(Path folder, String split) throws IOException {
        return Datasets.open(folder, DatasetOptions.standard().withSplit(split));
    }
}
