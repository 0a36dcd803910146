package io.metaformer4j.vision.data.pack;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ShardIndex;
import io.metaformer4j.vision.data.archive.WholeFile;
import io.metaformer4j.vision.data.format.DiskArchive;
import io.metaformer4j.vision.data.format.ShardClasses;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Packs a data set into tar archives, {@code name-000000.tar} and following, as WebDataset and this library read them.
 * A sample is two files, its picture and a {@code .cls} file with the number of its class; {@code classes.json} beside
 * the shards has the names in the order of the numbers, and {@code name-000000.index.json} beside each shard says where
 * its pictures are, so that readers need not look through it. The bytes of image files are not touched; pictures without
 * files, as in IDX data sets, become PNG files.
 *
 * <p>A shard appears under its name only when it is complete. A packing that was interrupted goes on when it is called
 * again: shards that are there are compared, byte for byte, and kept.
 */
public final class ShardPacker {

    private final Dataset<ClassTarget> dataset;
    private final Path folder;
    private final PackOptions options;
    private final ReadBuffer buffer = new ReadBuffer();

    private ShardPacker(Dataset<ClassTarget> dataset, Path folder, PackOptions options) {
        this.dataset = dataset;
        this.folder = folder;
        this.options = options;
    }

    /**
     * What was packed.
     *
     * @param samples number of pictures
     * @param shards number of shards
     * @param kept how many of the shards were there already
     */
    public record Result(int samples, int shards, int kept) {}

    /**
     * Packs a data set.
     *
     * @param dataset the data set, which stays the caller's
     * @param folder where the shards go; created if need be
     * @param options names, sizes and order
     * @param progress is told how many pictures are packed or compared, after each
     * @return what there is now
     * @throws IOException if a picture cannot be read or a shard cannot be written; complete shards stay
     * @throws MetaFormerException if the folder holds other shards of that name, or classes of other data
     */
    public static Result pack(Dataset<ClassTarget> dataset, Path folder, PackOptions options, IntConsumer progress)
            throws IOException {
        return new ShardPacker(dataset, folder, options).pack(progress);
    }

    private Result pack(IntConsumer progress) throws IOException {
        Files.createDirectories(folder);
        NewShard.removeAbandoned(folder, options.name());
        ShardClasses.write(folder, dataset.classNames());
        int[] order = order();
        int done = 0;
        int shards = 0;
        int kept = 0;
        while (done < order.length) {
            Path file = file(shards);
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            try (ShardWriter shard = new ShardWriter(there ? ExistingShard.open(file) : NewShard.create(file))) {
                done = fill(shard, order, done, progress);
                shard.finish();
                writeIndex(file, shard.listing());
            }
            shards++;
            kept += there ? 1 : 0;
        }
        if (Files.exists(file(shards), LinkOption.NOFOLLOW_LINKS)) {
            throw new MetaFormerException("the data fill " + shards + " shards, but '" + file(shards)
                    + "' is there, too, from another packing; remove it and those behind it");
        }
        return new Result(order.length, shards, kept);
    }

    private int[] order() {
        SampleOrder order = options.shuffle().isPresent()
                ? SampleOrder.shuffled(options.shuffle().getAsLong(), Partition.whole())
                : SampleOrder.sequential(Partition.whole());
        return order.indices(dataset.size(), 0);
    }

    /** An index that is there, right and not older than its shard stays as it is, as a shard does. */
    private static void writeIndex(Path shard, ArchiveListing listing) throws IOException {
        DiskArchive archive = new DiskArchive(shard);
        String leaf = archive.base() + ShardIndex.ENDING;
        Path file = shard.resolveSibling(leaf);
        byte[] index = ShardIndex.write(listing, Files.size(shard));
        boolean stays = Files.isRegularFile(file)
                && Arrays.equals(Files.readAllBytes(file), index)
                && !archive.isNewerThan(leaf);
        if (!stays) {
            WholeFile.write(file, index);
        }
    }

    private Path file(int number) {
        return folder.resolve(String.format(Locale.ROOT, "%s-%06d.tar", options.name(), number));
    }

    /** Adds samples until the shard is full, and returns the position behind the last of them. */
    private int fill(ShardWriter shard, int[] order, int from, IntConsumer progress) throws IOException {
        int at = from;
        while (at < order.length && shard.samples() < options.maxSamples()) {
            PackedSample sample = PackedSample.read(dataset, order[at], buffer);
            if (shard.samples() > 0 && shard.bytesWith(sample) > options.maxBytes()) {
                break; // it is read again for the next shard
            }
            shard.add(sample);
            at++;
            progress.accept(at);
        }
        return at;
    }
}
