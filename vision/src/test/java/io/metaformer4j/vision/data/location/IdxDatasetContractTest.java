package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.idx;
import static io.metaformer4j.vision.data.TestFiles.write;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetContractTest;
import io.metaformer4j.vision.data.DatasetOptions;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

class IdxDatasetContractTest extends DatasetContractTest<ClassTarget> {

    @BeforeEach
    void writeFiles() throws IOException {
        write(
                folder.resolve("train-images-idx3-ubyte"),
                idx(new int[] {0x803, 3, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        write(folder.resolve("train-labels-idx1-ubyte"), idx(new int[] {0x801, 3}, 2, 0, 1));
    }

    @Override
    protected Dataset<ClassTarget> open() throws IOException {
        return Datasets.open(folder.resolve("train-images-idx3-ubyte"), DatasetOptions.standard());
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
