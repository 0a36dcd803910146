package io.metaformer4j.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.weights.file.NamedMatrix;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingIndexTest {

    @TempDir
    private Path folder;

    private EmbeddingIndex index(List<float[]> vectors) throws IOException {
        int width = vectors.get(0).length;
        byte[] names = NamedMatrix.bytes(
                IntStream.range(0, vectors.size()).mapToObj(i -> i + ".png").toList());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(NamedMatrix.head(vectors.size(), width, names.length, Map.of(), 0));
        for (float[] vector : vectors) {
            ByteBuffer values = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : vector) {
                values.putFloat(value);
            }
            file.write(values.array());
        }
        file.write(names);
        return EmbeddingIndex.open(Files.write(folder.resolve("e.safetensors"), file.toByteArray()));
    }

    private static List<float[]> random(int count, int width) {
        Random random = new Random(5);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] vector = new float[width];
            for (int j = 0; j < width; j++) {
                vector[j] = (float) random.nextGaussian();
            }
            vectors.add(vector);
        }
        return vectors;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(ofA) / Math.sqrt(ofB);
    }

    /** Several blocks of the search: 2000 vectors of 512 values, of which 512 are read at a time. */
    @Test
    void the_nearest_are_those_of_a_plain_search() throws IOException {
        List<float[]> vectors = random(2000, 512);
        EmbeddingIndex index = index(vectors);
        float[] query = random(2001, 512).get(2000);
        List<Integer> expected = IntStream.range(0, vectors.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -cosine(query, vectors.get(i))))
                .limit(20)
                .toList();
        List<Neighbor> found = index.nearest(query, 20);
        assertThat(found).extracting(Neighbor::index).isEqualTo(expected);
        for (Neighbor neighbor : found) {
            assertThat(neighbor.name()).isEqualTo(neighbor.index() + ".png");
            assertThat(neighbor.similarity()).isCloseTo(cosine(query, vectors.get(neighbor.index())), within(1e-12));
        }
    }

    @Test
    void a_vector_is_its_own_nearest_whatever_its_length() throws IOException {
        List<float[]> vectors = random(40, 7);
        EmbeddingIndex index = index(vectors);
        assertThat(index.vector(9)).isEqualTo(vectors.get(9));
        float[] longer = vectors.get(9).clone();
        for (int i = 0; i < longer.length; i++) {
            longer[i] *= 4;
        }
        Neighbor nearest = index.nearest(longer, 1).get(0);
        assertThat(nearest.index()).isEqualTo(9);
        assertThat(nearest.similarity()).isCloseTo(1, within(1e-15));
    }

    /** Of these vectors the rounded quotient is the double behind 1. */
    @Test
    void a_cosine_is_never_beyond_one() throws IOException {
        float[] query = {0.1f, 3.7f, 5.4f};
        float[] longer = {0.1f * 3, 3.7f * 3, 5.4f * 3};
        assertThat(index(List.of(longer)).nearest(query, 1))
                .extracting(Neighbor::similarity)
                .containsExactly(1.0);
    }

    @Test
    void of_equally_near_ones_the_earlier_comes_first() throws IOException {
        float[] a = {1, 0};
        float[] b = {0, 1};
        EmbeddingIndex index = index(List.of(b, a, b, a, new float[2]));
        assertThat(index.nearest(a, 10)).extracting(Neighbor::index).containsExactly(1, 3, 0, 2, 4);
        assertThat(index.nearest(a, 10)).extracting(Neighbor::similarity).containsExactly(1.0, 1.0, 0.0, 0.0, 0.0);
    }

    @Test
    void vectors_that_mean_nothing_are_refused() throws IOException {
        EmbeddingIndex index = index(random(3, 4));
        assertThatThrownBy(() -> index.nearest(new float[3], 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("3 values")
                .hasMessageContaining("4");
        assertThatThrownBy(() -> index.nearest(new float[] {1, Float.NaN, 0, 0}, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> index.nearest(new float[4], 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
    }
}
