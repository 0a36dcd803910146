package io.metaformer4j.vision.data;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetViewTest {

    @TempDir
    private Path root;

    @Test
    void a_view_answers_everything_that_its_source_answers() throws IOException {
        write(root.resolve("cat/1.png"), png(1));
        Path dog = write(root.resolve("dog/2.png"), png(2));

        try (Dataset<ClassTarget> source = Datasets.open(root, DatasetOptions.standard())) {
            for (Dataset<ClassTarget> view :
                    List.of(source.withNote("a note"), CachedPictures.of(source, ImageDecoder.standard(), 1000))) {
                assertThat(view.size()).isEqualTo(2);
                assertThat(view.classNames()).containsExactly("cat", "dog");
                assertThat(view.target(1).label()).isEqualTo(1);
                assertThat(view.name(1)).isEqualTo("dog/2.png");
                assertThat(view.origin(1)).isEqualTo(source.origin(1)).endsWith("2.png");
                assertThat(view.storedBytes(1)).isEqualTo(dog.toFile().length()).isPositive();
                assertThat(view.shards()).containsExactly(0, 1);
                assertThat(view.indexBytes()).isEqualTo(source.indexBytes()).isPositive();
            }
            assertThat(source.withNote("one").withNote("two").notes()).containsExactly("one", "two");
        }
    }
}
