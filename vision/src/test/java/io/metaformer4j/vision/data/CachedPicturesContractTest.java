package io.metaformer4j.vision.data;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;

import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

class CachedPicturesContractTest extends DatasetContractTest<ClassTarget> {

    @BeforeEach
    void writePictures() throws IOException {
        write(folder.resolve("cat/1.png"), png(10));
        write(folder.resolve("cat/2.png"), png(20));
        write(folder.resolve("dog/1.png"), png(30));
        write(folder.resolve("dog/3.png"), png(40));
    }

    @Override
    protected Dataset<ClassTarget> open() throws IOException {
        return CachedPictures.of(Datasets.open(folder, DatasetOptions.standard()), ImageDecoder.standard(), 1 << 20);
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
