package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.ResumableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stores predictions in a file, a batch at a time. Until it is finished it is called {@code name.partial}; what was
 * interrupted can be gone on with there, and becomes the same file byte for byte.
 *
 * <p>Confine it to one thread.
 */
public final class PredictionFile implements StreamListener<PictureAnswer>, Closeable {

    private final ResumableFile file;
    private final PredictionFormat format;
    private final PredictionTable table;
    private final String head;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> broken = new ArrayList<>();
    private boolean anyRow;

    private PredictionFile(ResumableFile file, PredictionFormat format, PredictionTable table) {
        this.file = file;
        this.format = format;
        this.table = table;
        this.head = format.head(table.headings());
        this.anyRow = file.bytes() > head.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Starts a file, or goes on with one.
     *
     * @param path the file to create or replace
     * @param format how rows are written
     * @param columns what rows hold; where the model's classes have no names, numbers of classes stand for them
     * @param model whose predictions they are
     * @param identity what the file is made of, see {@link RunIdentity}
     * @param resume whether what was begun is gone on with; otherwise it is refused
     * @return the file; the caller closes it
     * @throws IOException if it cannot be read or written
     * @throws io.metaformer4j.zoo.MetaFormerException if what was begun is made of something else, or was changed
     */
    public static PredictionFile open(
            Path path,
            PredictionFormat format,
            PredictionColumns columns,
            LoadedModel model,
            RunIdentity identity,
            boolean resume)
            throws IOException {
        PredictionTable table = new PredictionTable(columns, model.labels(), model.architecture(), format);
        Map<String, String> parts =
                identity.with("format", format + " " + columns).parts();
        return new PredictionFile(ResumableFile.open(path, parts, 0, resume), format, table);
    }

    /**
     * How many pictures of the data set are stored already.
     *
     * @return 0 for a file that starts
     */
    public int done() {
        return Math.toIntExact(file.done());
    }

    /**
     * How many of these could not be used.
     *
     * @return number of pictures
     */
    public int broken() {
        return file.leftOut().size();
    }

    @Override
    public void answered(int index, String name, PictureAnswer answer) {
        add(table.row(name, answer));
    }

    @Override
    public void failed(int index, String name, String reason) {
        broken.add(index);
        table.failed(name, reason).ifPresent(this::add);
    }

    private void add(List<Cell> cells) {
        text.append(format.row(table.headings(), cells, !anyRow));
        anyRow = true;
    }

    @Override
    public void batchEnded(int done) throws IOException {
        if (file.done() == 0) {
            text.insert(0, head);
        }
        file.store(bytes(text.toString()), done, broken);
        text.setLength(0);
        broken.clear();
    }

    /**
     * Puts the complete file in the place of an older one.
     *
     * @throws IOException if it cannot be written; an older file is then unchanged
     */
    public void finish() throws IOException {
        file.finish(ByteBuffer.allocate(0), channel -> AtomicFile.writeFully(channel, bytes(format.foot())));
    }

    /** Makes a file of another kind of rows. */
    @FunctionalInterface
    public interface RowConversion {
        /**
         * Writes a file.
         *
         * @param rows all rows as the format of the file has them, without what comes behind the last
         * @param columns the columns, in order
         * @param target the file to create
         * @throws IOException if it cannot be written
         */
        void write(Path rows, List<PredictionColumn> columns, Path target) throws IOException;
    }

    /**
     * Makes a file of another kind of the rows, which takes the place of an older one. If that fails, the rows stay, to
     * be gone on with.
     *
     * @param conversion makes the file
     * @throws IOException if it cannot be written; an older file is then unchanged
     * @throws io.metaformer4j.zoo.MetaFormerException if the output is a pipe or a device
     */
    public void finishAs(RowConversion conversion) throws IOException {
        file.finishBy((rows, target) -> conversion.write(rows, table.columns(), target));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves what is stored, to be gone on with. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
