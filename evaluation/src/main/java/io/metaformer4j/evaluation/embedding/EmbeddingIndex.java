package io.metaformer4j.evaluation.embedding;

import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.weights.file.NamedMatrix;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Stored vectors in which the nearest to another are looked for. The search is exact: the cosine of the angle to every
 * vector, computed in double precision. The file is mapped and read in blocks, by all cores.
 *
 * <p>Safe for concurrent use; there is nothing to close.
 */
public final class EmbeddingIndex {

    /** 1 MiB, which stays in the cache of a core. */
    private static final int VALUES_AT_ONCE = 1 << 18;

    private static final Comparator<Found> NEAREST_FIRST =
            Comparator.comparingDouble(Found::similarity).reversed().thenComparingInt(Found::row);

    private final NamedMatrix matrix;

    /** A row with its similarity. */
    private record Found(int row, double similarity) {}

    private EmbeddingIndex(NamedMatrix matrix) {
        this.matrix = matrix;
    }

    /**
     * Maps a file of vectors.
     *
     * @param file a file that {@link EmbeddingFile} wrote, or one like it
     * @return the index
     * @throws IOException if it cannot be mapped
     * @throws MetaFormerException if it is damaged or holds something else
     */
    public static EmbeddingIndex open(Path file) throws IOException {
        return new EmbeddingIndex(NamedMatrix.open(file));
    }

    /**
     * How many vectors there are.
     *
     * @return number of rows
     */
    public int size() {
        return matrix.rows();
    }

    /**
     * The length of each vector.
     *
     * @return number of values
     */
    public int width() {
        return matrix.columns();
    }

    /**
     * What the file says about itself.
     *
     * @return texts by their names
     */
    public Map<String, String> metadata() {
        return matrix.metadata();
    }

    /**
     * Refuses to compare vectors of another model with those of the file. What a file of somebody else's does not say
     * is not looked at.
     *
     * @param identity the model that makes the vectors to compare with
     * @throws MetaFormerException if model, weights or preprocessing are others than those of the file
     */
    public void requireMadeBy(RunIdentity identity) {
        List<String> others = RunIdentity.COMPARABLE.stream()
                .filter(word -> {
                    String known = metadata().get(EmbeddingFile.DIGEST + word);
                    return known != null && !known.equals(identity.parts().get(word));
                })
                .toList();
        if (!others.isEmpty()) {
            throw new MetaFormerException("the stored vectors were made otherwise (" + String.join(", ", others)
                    + "), so that no other can be compared with them; name the model, weights and preprocessing that"
                    + " they were made with");
        }
    }

    /**
     * The name of a picture.
     *
     * @param index its row
     * @return what its data set calls it
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public String name(int index) {
        return matrix.name(index);
    }

    /**
     * The vector of a picture.
     *
     * @param index its row
     * @return its values, a new array
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public float[] vector(int index) {
        float[] values = new float[width()];
        matrix.block(index, 1).get(values);
        return values;
    }

    /**
     * The pictures whose vectors are nearest to one.
     *
     * @param query a vector {@code [C]} of any length but none of the values infinite or NaN
     * @param k how many, at least 1; all, if there are fewer
     * @return the nearest first; of equally near ones the earlier first
     * @throws MetaFormerException if the vector has another number of values or is not finite
     */
    public List<Neighbor> nearest(float[] query, int k) {
        requireUsable(query, k);
        double squares = 0;
        for (float value : query) {
            squares += (double) value * value;
        }
        double ofQuery = squares;
        int rows = Math.max(1, VALUES_AT_ONCE / width());
        int blocks = (int) ((size() + rows - 1L) / rows);
        return IntStream.range(0, blocks)
                .parallel()
                .mapToObj(block -> nearest(query, ofQuery, block * rows, Math.min(rows, size() - block * rows), k))
                .flatMap(List::stream)
                .sorted(NEAREST_FIRST)
                .limit(k)
                .map(found -> new Neighbor(found.row(), name(found.row()), found.similarity()))
                .toList();
    }

    private void requireUsable(float[] query, int k) {
        if (k < 1) {
            throw new MetaFormerException("the number of pictures to find is " + k + "; it must be at least 1");
        }
        if (query.length != width()) {
            throw new MetaFormerException("the vector to compare with has " + query.length + " values, but those stored"
                    + " have " + width() + "; make it by the same model and layer");
        }
        for (float value : query) {
            if (!Float.isFinite(value)) {
                throw new MetaFormerException(
                        "the vector to compare with is not finite; make it in single precision by the right weights");
            }
        }
    }

    /** The nearest of some rows. */
    private List<Found> nearest(float[] query, double squaresOfQuery, int from, int count, int k) {
        float[] values = new float[count * query.length];
        matrix.block(from, count).get(values);
        List<Found> found = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            double similarity = similarity(query, squaresOfQuery, values, row * query.length);
            if (!Double.isNaN(similarity)) { // of a file of somebody else's
                found.add(new Found(from + row, similarity));
            }
        }
        found.sort(NEAREST_FIRST);
        return found.subList(0, Math.min(k, found.size()));
    }

    private static double similarity(float[] query, double squaresOfQuery, float[] values, int from) {
        double dot = 0;
        double squares = 0;
        for (int i = 0; i < query.length; i++) {
            double value = values[from + i];
            dot += query[i] * value;
            squares += value * value;
        }
        double product = squaresOfQuery * squares;
        // rounding may take it beyond 1; not finite if the file is somebody else's
        return product == 0 ? 0 : Math.max(-1, Math.min(1, dot / Math.sqrt(product)));
    }
}
