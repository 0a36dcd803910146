package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Shards in a random order, and the samples of each one behind the other but for what a buffer mixes.
 *
 * <p>The shards of an epoch, joined into one sequence, are cut into lanes of equal length. Every batch takes the same places
 * from each lane, which has a buffer of its own: so a batch is made of many shards, and processes that share batches read
 * lanes, not every one all shards. Lanes are dealt the places of a batch as processes are ({@link Partition#places}), and
 * their number depends on the batch alone, so that the order does not depend on the number of processes. What does not fill
 * a batch stands at the end.
 */
final class ShardwiseOrder implements SampleOrder {

    /** As many as the processes of two usual machines, and few enough that each is a long way through the data. */
    private static final int LANES = 16;

    private final long seed;
    private final int buffer;
    private final int batch;
    private final int[] shards;

    /**
     * Creates the order of a single process.
     *
     * @param seed where the order comes from
     * @param buffer samples that are mixed with each other, in all lanes together
     * @param batch samples of a batch
     * @param shards first sample of each shard, ascending from 0
     */
    ShardwiseOrder(long seed, int buffer, int batch, int[] shards) {
        if (buffer < 1 || batch < 1) {
            throw new MetaFormerException("a shuffle buffer of " + buffer + " samples for batches of " + batch
                    + " is not possible; both must be at least 1");
        }
        boolean ascending = shards.length > 0 && shards[0] == 0;
        for (int i = 1; i < shards.length; i++) {
            ascending &= shards[i] > shards[i - 1];
        }
        if (!ascending) {
            throw new MetaFormerException(
                    "shards must be given by their first samples, ascending from 0; the first sample is in none");
        }
        this.seed = seed;
        this.buffer = buffer;
        this.batch = batch;
        this.shards = shards.clone();
    }

    @Override
    public int[] indices(int size, long epoch) {
        int[] sequence = sequence(size, new SplitMix64(Seeds.derive(seed, epoch)));
        int[] order = new int[size];
        int batches = size / batch;
        int lanes = Math.min(LANES, batch);
        int from = 0;
        for (int lane = 0; lane < lanes; lane++) {
            int[] places = new Partition(lane, lanes).places(batch);
            int count = batches * places.length;
            int share = (int) Math.max(1, (long) buffer * places.length / batch);
            shuffle(sequence, from, from + count, share, new SplitMix64(Seeds.derive(seed, epoch, lane)));
            for (int i = 0; i < count; i++) {
                order[i / places.length * batch + places[i % places.length]] = sequence[from + i];
            }
            from += count;
        }
        shuffle(sequence, from, size, batch, new SplitMix64(Seeds.derive(seed, epoch, lanes)));
        System.arraycopy(sequence, from, order, from, size - from);
        return order;
    }

    /**
     * The samples of all shards, the shards in a random order. The sequence begins anywhere, since it would otherwise
     * always be ends of shards that fill no batch.
     */
    private int[] sequence(int size, RandomSource draws) {
        if (shards[shards.length - 1] >= size) {
            throw new MetaFormerException("a shard begins at sample " + shards[shards.length - 1]
                    + ", but there are only " + size + " samples");
        }
        int[] mixed = new int[shards.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = i;
        }
        shuffle(mixed, 0, mixed.length, mixed.length, draws);
        int[] sequence = new int[size];
        int at = draws.integer(0, size - 1);
        for (int shard : mixed) {
            int end = shard + 1 < shards.length ? shards[shard + 1] : size;
            for (int sample = shards[shard]; sample < end; sample++) {
                sequence[at] = sample;
                at = at + 1 == size ? 0 : at + 1;
            }
        }
        return sequence;
    }

    /**
     * What a buffer makes of a stretch that is read in its order: it holds the next samples of the stretch, one of which is
     * drawn for each place.
     */
    private static void shuffle(int[] samples, int from, int to, int buffer, RandomSource draws) {
        for (int i = from; i < to; i++) {
            int drawn = draws.integer(i, (int) Math.min(to - 1L, i - 1L + buffer));
            int sample = samples[drawn];
            samples[drawn] = samples[i];
            samples[i] = sample;
        }
    }
}
