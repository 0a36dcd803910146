package io.metaformer4j.vision.loader;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.vision.transform.TransformWorkspace;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationLoaderTest {

    private static final EvalTransform TRANSFORM = EvalTransform.of(Preprocessing.imageNet(24, 0.9));
    private static final ImageDecoder DECODER = ImageDecoder.standard();

    @TempDir
    Path root;

    @BeforeEach
    void writePictures() throws IOException {
        for (int i = 0; i < 12; i++) {
            write(root.resolve("class" + i % 3 + "/" + i + ".png"), png(40 + i, 30 + 2 * i, 20 * i));
        }
    }

    private static DataLoader loader(Dataset dataset, ImageBatch.Layout layout, LoaderOptions options) {
        SampleTransform transform = SampleTransform.evaluation(TRANSFORM, DECODER, layout);
        return new DataLoader(dataset, transform, SampleOrder.sequential(Partition.whole()), options);
    }

    @ParameterizedTest
    @EnumSource(ImageBatch.Layout.class)
    void batches_are_those_of_the_evaluation_transform(ImageBatch.Layout layout) throws IOException {
        try (Dataset dataset = Datasets.open(root, DatasetOptions.standard());
                EpochBatches batches =
                        loader(dataset, layout, LoaderOptions.evaluation(5, 2)).epoch(0)) {
            int next = 0;
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    ImageBatch expected = TRANSFORM.newBatch(layout, batch.size());
                    for (int i = 0; i < batch.size(); i++, next++) {
                        assertThat(batch.indices()[i]).isEqualTo(next);
                        assertThat(batch.labels()[i]).isEqualTo(dataset.label(next));
                        Path file = root.resolve(dataset.name(next));
                        TRANSFORM.apply(DECODER.decode(file), expected, i, new TransformWorkspace());
                    }
                    assertThat(batch.images().bytes()).isEqualTo(expected.bytes());
                }
            }
            assertThat(next).isEqualTo(12);
        }
    }

    @Test
    void a_broken_file_is_named_or_skipped() throws IOException {
        write(root.resolve("class1/broken.png"), new byte[100]);
        LoaderOptions options = LoaderOptions.evaluation(8, 2);
        ImageBatch.Layout layout = ImageBatch.Layout.FLOAT32_NCHW;

        try (Dataset dataset = Datasets.open(root, DatasetOptions.standard())) {
            try (EpochBatches batches = loader(dataset, layout, options).epoch(0)) {
                batches.next().close();
                assertThatThrownBy(batches::next)
                        .isInstanceOf(SampleFailedException.class)
                        .hasMessageContaining("class1/broken.png");
            }
            options = options.withFailures(LoaderOptions.FailurePolicy.SKIP_AND_COUNT);
            try (EpochBatches batches = loader(dataset, layout, options).epoch(0)) {
                int samples = 0;
                while (batches.hasNext()) {
                    try (Batch batch = batches.next()) {
                        samples += batch.size();
                    }
                }
                assertThat(samples).isEqualTo(12);
                assertThat(batches.skipped().count()).isEqualTo(1);
                assertThat(batches.skipped().first().get(0).name()).isEqualTo("class1/broken.png");
            }
        }
    }
}
