package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetContractTest;
import io.metaformer4j.vision.data.DatasetOptions;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

class FolderDatasetContractTest extends DatasetContractTest<ClassTarget> {

    @BeforeEach
    void writePictures() throws IOException {
        write(folder.resolve("cat/1.png"), png(10));
        write(folder.resolve("cat/2.png"), png(20));
        write(folder.resolve("dog/1.png"), png(30));
        write(folder.resolve("dog/3.png"), png(40));
    }

    @Override
    protected Dataset<ClassTarget> open() throws IOException {
        return Datasets.open(folder, DatasetOptions.standard());
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
