package io.metaformer4j.benchmarks.data;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.loader.SampleOrder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What it takes to know millions of pictures: time and memory of opening shards by their indexes. The shards are as long as
 * real ones and hold nothing, so that they take no room on disk.
 */
public final class IndexMemory {

    private static final int SHARD = 10_000;
    private static final int CLASSES = 1_000;
    private static final int BLOCK = 512;

    /** About the mean of ImageNet's JPEG files, in blocks. */
    private static final int PICTURE_BLOCKS = 220;

    /** A picture and its header, its label and the header of that. */
    private static final int SAMPLE_BLOCKS = 1 + PICTURE_BLOCKS + 2;

    private final PrintStream out;

    private IndexMemory(PrintStream out) {
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param arguments a folder that does not exist yet, and numbers of pictures, e.g. {@code out/index 1300000 14000000}
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("give a folder to write indexes into, and numbers of pictures");
            System.exit(2);
        }
        IndexMemory memory = new IndexMemory(System.out);
        for (int i = 1; i < arguments.length; i++) {
            memory.measure(Path.of(arguments[0]).resolve(arguments[i]), Integer.parseInt(arguments[i]));
        }
    }

    private void measure(Path folder, int pictures) throws IOException {
        Files.createDirectories(folder);
        for (int first = 0; first < pictures; first += SHARD) {
            write(folder, first, Math.min(SHARD, pictures - first));
        }
        long before = used();
        long start = System.nanoTime();
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            long after = used();
            out.printf(
                    Locale.ROOT,
                    "%,d pictures opened in %.1f s: %.1f bytes for each in arrays, %.1f on the heap, %,d MiB in all%n",
                    dataset.size(),
                    seconds,
                    (double) dataset.indexBytes() / pictures,
                    (double) (after - before) / pictures,
                    (after - before) >> 20);
            start = System.nanoTime();
            int[] order = SampleOrder.shardwise(1, 8192, 256, dataset.shards()).indices(dataset.size(), 0);
            out.printf(
                    Locale.ROOT,
                    "the order of an epoch in %.2f s, %,d MiB%n",
                    (System.nanoTime() - start) * 1e-9,
                    ((long) order.length * Integer.BYTES) >> 20);
        }
    }

    private static void write(Path folder, int first, int pictures) throws IOException {
        String name = String.format(Locale.ROOT, "train-%06d", first / SHARD);
        long bytes = ((long) SAMPLE_BLOCKS * pictures + 2) * BLOCK;
        try (RandomAccessFile shard =
                new RandomAccessFile(folder.resolve(name + ".tar").toFile(), "rw")) {
            shard.setLength(bytes);
        }
        try (BufferedWriter index = Files.newBufferedWriter(folder.resolve(name + ".index.json"))) {
            index.write("{\"shard_index\":1,\"archive_bytes\":" + bytes + ",\"pictures\":[");
            for (int i = 0; i < pictures; i++) {
                int label = (first + i) * 31 % CLASSES;
                long offset = ((long) SAMPLE_BLOCKS * i + 1) * BLOCK;
                index.write(String.format(
                        Locale.ROOT,
                        "%s%n[\"%08d_n%08d_%05d.jpg\",%d,%d,\"%d\"]",
                        i == 0 ? "" : ",",
                        first + i,
                        label,
                        i,
                        offset,
                        PICTURE_BLOCKS * BLOCK - i % BLOCK,
                        label));
            }
            index.write("],\"others\":[],\"notes\":[]}");
        }
    }

    /** Memory in use, without what is garbage. */
    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
