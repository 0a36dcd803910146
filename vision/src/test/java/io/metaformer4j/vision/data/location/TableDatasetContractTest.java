package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetContractTest;
import io.metaformer4j.vision.data.DatasetOptions;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

class TableDatasetContractTest extends DatasetContractTest<ClassTarget> {

    @BeforeEach
    void writeTable() throws IOException {
        write(folder.resolve("a/1.png"), png(10));
        write(folder.resolve("a/2.png"), png(20));
        write(folder.resolve("b/1.png"), png(30));
        write(folder.resolve("list.csv"), text("path,label\na/1.png,dog\na/2.png,cat\nb/1.png,dog\n"));
    }

    @Override
    protected Dataset<ClassTarget> open() throws IOException {
        return Datasets.open(folder.resolve("list.csv"), DatasetOptions.standard());
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
