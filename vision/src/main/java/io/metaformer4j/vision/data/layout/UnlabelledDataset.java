package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.ClosedDatasetException;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** All pictures that were found, whatever the folders around them are called, read from where they are one by one. */
public final class UnlabelledDataset implements Dataset<Unlabelled> {

    private final PictureNames names;
    private final List<String> folders;
    private final Rows rows;
    private final PictureReader reader;
    private final List<String> notes;
    private volatile boolean closed;

    private UnlabelledDataset(
            PictureNames names, List<String> folders, Rows rows, PictureReader reader, List<String> notes) {
        this.names = names;
        this.folders = List.copyOf(folders);
        this.rows = rows;
        this.reader = reader;
        this.notes = List.copyOf(notes);
    }

    /**
     * Pictures in natural order of their names.
     *
     * @param names the pictures, at least one
     * @param folders for each folder of {@code names} what the names of its pictures begin with
     * @param reader reads them
     * @param notes sentences for the user
     * @return the data set
     */
    public static UnlabelledDataset sorted(
            PictureNames names, List<String> folders, PictureReader reader, List<String> notes) {
        int[] all = IntStream.range(0, names.size()).toArray();
        Rows rows = Rows.of(new NameSort(names, folders).sorted(all));
        return new UnlabelledDataset(names, folders, rows, reader, notes);
    }

    /**
     * Pictures in the order in which they were found.
     *
     * @param names the pictures, at least one
     * @param folders for each folder of {@code names} what the names of its pictures begin with
     * @param reader reads them
     * @param notes sentences for the user
     * @return the data set
     */
    public static UnlabelledDataset inOrder(
            PictureNames names, List<String> folders, PictureReader reader, List<String> notes) {
        return new UnlabelledDataset(names, folders, Rows.all(names.size()), reader, notes);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public Unlabelled target(int index) {
        Objects.checkIndex(index, size());
        return Unlabelled.PICTURE;
    }

    @Override
    public String name(int index) {
        int picture = rows.get(index);
        return folders.get(names.folder(picture)).concat(names.leaf(picture));
    }

    @Override
    public String origin(int index) {
        return reader.origin(rows.get(index));
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        if (closed) {
            throw new ClosedDatasetException(name(index));
        }
        return reader.read(rows.get(index), name(index), buffer);
    }

    @Override
    public long storedBytes(int index) {
        return reader.storedBytes(rows.get(index));
    }

    @Override
    public int[] shards() {
        return IntStream.range(0, size())
                .filter(i -> i == 0 || reader.shard(rows.get(i)) != reader.shard(rows.get(i - 1)))
                .toArray();
    }

    @Override
    public long indexBytes() {
        return rows.bytes() + names.bytes() + reader.indexBytes();
    }

    /** Samples can no longer be read. Files are opened sample by sample, so none has to be closed. */
    @Override
    public void close() {
        closed = true;
    }
}
