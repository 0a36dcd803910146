package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;

/**
 * Which samples a process reads in an epoch, in which order. Safe for concurrent use.
 *
 * <p>Orders are functions of their seed and the epoch alone; number of threads and history do not matter.
 */
public interface SampleOrder {

    /**
     * The samples of an epoch.
     *
     * @param size number of samples of the data set
     * @param epoch number of the epoch
     * @return indices of samples, a new array
     */
    int[] indices(int size, long epoch);

    /**
     * Which of several equal samples of an epoch one is, so that each is augmented differently.
     *
     * @param position place in {@link #indices}
     * @return 0 unless the order repeats samples
     */
    default int repetition(int position) {
        return 0;
    }

    /**
     * For evaluation: in order, every sample exactly once over all processes; their parts differ by at most one
     * sample and may be empty.
     *
     * @param partition which process; it reads the samples {@code rank, rank + worldSize, ...}
     * @return the order
     */
    static SampleOrder sequential(Partition partition) {
        return (size, epoch) -> {
            int count = (int)
                    Math.max(0, ((long) size - partition.rank() + partition.worldSize() - 1) / partition.worldSize());
            int[] indices = new int[count];
            for (int i = 0; i < count; i++) {
                indices[i] = partition.rank() + i * partition.worldSize();
            }
            return indices;
        };
    }

    /**
     * For training: shuffled anew in every epoch, the same number of samples for every process. What is missing for
     * equal parts is taken from the start of the shuffled order again, as PyTorch's {@code DistributedSampler} does.
     *
     * @param seed where the order comes from; the same for all processes
     * @param partition which process
     * @return the order
     */
    static SampleOrder shuffled(long seed, Partition partition) {
        return (size, epoch) -> {
            int[] all = permutation(size, Seeds.derive(seed, epoch));
            int[] indices = new int[(int) (((long) size + partition.worldSize() - 1) / partition.worldSize())];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = all[(int) ((partition.rank() + (long) i * partition.worldSize()) % size)];
            }
            return indices;
        };
    }

    /**
     * For training on data that are best read one behind the other: shards in an order that is drawn anew in every epoch,
     * and a buffer that mixes what is read, as WebDataset's {@code shuffle(n)} does. Every sample comes exactly once.
     *
     * <p>This is the order of a single process. Several that share its batches by {@link Partition#places} read the same
     * batches together, and each reads shards that the others do not, but for those at the borders.
     *
     * @param seed where the order comes from; the same for all processes
     * @param buffer how many samples are mixed with each other, at least 1
     * @param batch samples of a batch of all processes
     * @param shards the first sample of each shard, ascending from 0: {@link io.metaformer4j.vision.data.Dataset#shards()}
     * @return the order
     * @throws io.metaformer4j.zoo.MetaFormerException if a number is not possible
     */
    static SampleOrder shardwise(long seed, int buffer, int batch, int... shards) {
        return new ShardwiseOrder(seed, buffer, batch, shards);
    }

    /**
     * For training with repeated augmentation (arXiv:1901.09335), as timm's {@code --aug-repeats}: the shuffled order with
     * every sample several times in a row, dealt out to the processes; an epoch is not longer than without.
     *
     * @param seed where the order comes from; the same for all processes
     * @param partition which process
     * @param repeats how often a sample comes, at least 1; timm uses 3
     * @param round an epoch is shortened to a multiple of this many samples over all processes; timm uses 256, 0 for none
     * @return the order
     */
    static SampleOrder repeated(long seed, Partition partition, double repeats, int round) {
        return new RepeatedOrder(shuffled(seed, Partition.whole()), partition, repeats, round);
    }

    /** Fisher and Yates' shuffle of 0 to {@code size - 1}. */
    private static int[] permutation(int size, long seed) {
        RandomSource random = new SplitMix64(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.integer(0, i);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
