package io.metaformer4j.vision.data;

import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.transform.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Pictures with targets, with random access. A target says what a picture shows: its class for classification
 * ({@link ClassTarget}), its objects for detection ({@link Boxes}), the class of each pixel for segmentation
 * ({@link Mask}).
 *
 * <p>Implementations are safe for concurrent use as long as every thread has its own {@link ReadBuffer}. Open data sets
 * with {@link Datasets}; whoever opens one closes it. Names and targets can be asked for after that, samples cannot.
 *
 * @param <T> what is known of a picture
 */
public interface Dataset<T> extends Closeable {

    /**
     * The number of samples.
     *
     * @return at least 1
     */
    int size();

    /**
     * What is known of a sample, without reading it; places in it are those of the picture as it is decoded.
     *
     * @param index which sample, 0 to {@code size() - 1}
     * @return its target; the labels in it are indices into {@link #classNames()}
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    T target(int index);

    /**
     * What a sample is called: its path inside the data set where it has one.
     *
     * @param index which sample, 0 to {@code size() - 1}
     * @return a name for predictions and messages, with {@code /} between folders
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    String name(int index);

    /**
     * Where a sample comes from, so that two data sets can be compared.
     *
     * @param index which sample, 0 to {@code size() - 1}
     * @return the same text for the same picture in every data set that was opened with {@link Datasets}
     */
    default String origin(int index) {
        return name(index);
    }

    /**
     * What the user should know about the data, for instance that some pictures were left out.
     *
     * @return sentences, usually none
     */
    default List<String> notes() {
        return List.of();
    }

    /**
     * The same samples with one more note.
     *
     * @param note a sentence for the user
     * @return a view; closing it closes this data set
     */
    default Dataset<T> withNote(String note) {
        return new DatasetWithNote<>(this, note);
    }

    /**
     * The names of the classes in the order of the labels.
     *
     * @return unmodifiable list; every label of a target is an index into it
     */
    List<String> classNames();

    /**
     * Reads a sample.
     *
     * @param index which sample, 0 to {@code size() - 1}
     * @param buffer memory to read into
     * @return the sample, valid until the buffer is used again
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is larger than allowed
     * @throws IllegalStateException if the data set is closed
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    Sample sample(int index, ReadBuffer buffer) throws IOException;

    /**
     * How many bytes a sample's file has now, by which a picture that was changed is recognised.
     *
     * @param index which sample, 0 to {@code size() - 1}
     * @return the size of its file or archive member; -1 if it has none of its own, or it cannot be found
     */
    default long storedBytes(int index) {
        return -1;
    }

    /**
     * Where samples lie that are best read one behind the other: in the same archive or folder.
     *
     * @return the first sample of each such stretch, ascending from 0; one stretch where nothing is known
     */
    default int[] shards() {
        return new int[] {0};
    }

    /**
     * How much memory it takes to know the names, places and labels of all samples.
     *
     * @return bytes; -1 if that is not known
     */
    default long indexBytes() {
        return -1;
    }
}
