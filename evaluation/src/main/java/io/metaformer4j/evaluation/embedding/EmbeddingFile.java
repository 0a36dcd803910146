package io.metaformer4j.evaluation.embedding;

import io.metaformer4j.evaluation.prediction.RunIdentity;
import io.metaformer4j.evaluation.prediction.StreamListener;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.ResumableFile;
import io.metaformer4j.weights.file.NamedMatrix;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stores vectors of pictures with their names in a safetensors file ({@link NamedMatrix}), a batch at a time. Until it
 * is finished it is called {@code name.partial}; what was interrupted can be gone on with there, and becomes the same
 * file byte for byte. Pictures that cannot be used have no row.
 *
 * <p>Confine it to one thread.
 */
public final class EmbeddingFile implements StreamListener<float[]>, Closeable {

    /** What comes before the words of {@link RunIdentity#COMPARABLE} in the texts of the file. */
    static final String DIGEST = "digest.";

    /** More values than a vector has, for the length of the header. */
    private static final int MANY_VALUES = 1 << 24;

    private final Dataset<?> dataset;
    private final Map<String, String> metadata;
    private final int headBytes;
    private final ResumableFile file;
    private final List<float[]> vectors = new ArrayList<>();
    private final List<Integer> broken = new ArrayList<>();

    private EmbeddingFile(Dataset<?> dataset, Map<String, String> metadata, int headBytes, ResumableFile file) {
        this.dataset = dataset;
        this.metadata = metadata;
        this.headBytes = headBytes;
        this.file = file;
    }

    /**
     * Starts a file, or goes on with one.
     *
     * @param path the file to create or replace
     * @param dataset whose pictures they are, open until the file is finished
     * @param metadata free texts to store beside the vectors
     * @param identity what the file is made of, see {@link RunIdentity}
     * @param resume whether what was begun is gone on with; otherwise it is refused
     * @return the file; the caller closes it
     * @throws IOException if it cannot be read or written
     * @throws MetaFormerException if what was begun is made of something else, or was changed
     */
    public static EmbeddingFile open(
            Path path, Dataset<?> dataset, Map<String, String> metadata, RunIdentity identity, boolean resume)
            throws IOException {
        Map<String, String> texts = new TreeMap<>(metadata); // other maps have another order in each process
        RunIdentity.COMPARABLE.forEach(
                word -> texts.put(DIGEST + word, identity.parts().get(word)));
        long names = nameBytes(dataset, new BitSet());
        int headBytes = NamedMatrix.head(dataset.size(), MANY_VALUES, names, texts, 0).length;
        Map<String, String> parts = identity.with("texts", texts.toString()).parts();
        return new EmbeddingFile(dataset, texts, headBytes, ResumableFile.open(path, parts, headBytes, resume));
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
    public void answered(int index, String name, float[] vector) {
        vectors.add(vector);
    }

    @Override
    public void failed(int index, String name, String reason) {
        broken.add(index);
    }

    @Override
    public void batchEnded(int done) throws IOException {
        int values = vectors.isEmpty() ? 0 : vectors.get(0).length;
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(vectors.size(), values) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] vector : vectors) {
            for (float value : vector) {
                bytes.putFloat(value);
            }
        }
        file.store(bytes.flip(), done, broken);
        vectors.clear();
        broken.clear();
    }

    /**
     * Puts the complete file in the place of an older one.
     *
     * @throws IOException if it cannot be written; an older file is then unchanged
     * @throws MetaFormerException if no picture could be used
     */
    public void finish() throws IOException {
        BitSet left = new BitSet();
        file.leftOut().forEach(left::set);
        int rows = dataset.size() - left.cardinality();
        if (rows == 0) {
            throw new MetaFormerException(
                    "none of the " + dataset.size() + " pictures can be used, so there is no vector to store");
        }
        long values = (file.bytes() - headBytes) / Float.BYTES / rows;
        byte[] head = NamedMatrix.head(rows, values, nameBytes(dataset, left), metadata, headBytes);
        file.finish(ByteBuffer.wrap(head), channel -> writeNames(channel, left));
    }

    /** The length of the names of all pictures but some, with a zero between two of them. */
    private static long nameBytes(Dataset<?> dataset, BitSet left) {
        long bytes = -1;
        for (int i = left.nextClearBit(0); i < dataset.size(); i = left.nextClearBit(i + 1)) {
            bytes += 1 + utf8(dataset.name(i)).length;
        }
        return bytes;
    }

    private void writeNames(WritableByteChannel channel, BitSet left) throws IOException {
        boolean first = true;
        for (int i = left.nextClearBit(0); i < dataset.size(); i = left.nextClearBit(i + 1)) {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(utf8(first ? dataset.name(i) : '\0' + dataset.name(i))));
            first = false;
        }
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** Leaves what is stored, to be gone on with. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
