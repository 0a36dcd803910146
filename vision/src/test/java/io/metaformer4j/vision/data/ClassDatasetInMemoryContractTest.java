package io.metaformer4j.vision.data;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.Sample;
import java.util.List;
import java.util.stream.IntStream;

class ClassDatasetInMemoryContractTest extends DatasetContractTest<ClassTarget> {

    @Override
    protected Dataset<ClassTarget> open() {
        Sample file = new Sample.Encoded(EncodedImage.of(TestFiles.png(50), "file"));
        return InMemoryDataset.of(
                List.of("red", "blue"),
                List.of(
                        new InMemoryDataset.Entry<>(
                                "a", new Sample.Pixels(Picture.filled(3, 2, 255, 0, 0)), new ClassTarget(0)),
                        new InMemoryDataset.Entry<>(
                                "b", new Sample.Pixels(Picture.filled(1, 1, 0, 0, 255)), new ClassTarget(1)),
                        new InMemoryDataset.Entry<>("c", file, new ClassTarget(0))));
    }

    @Override
    protected IntStream labels(ClassTarget target) {
        return IntStream.of(target.label());
    }
}
