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
     * @param partition which process; it reads the samples {@code rank, rank + world, ...}
     * @return the order
     */
    static SampleOrder sequential(Partition partition) {
        return (size, epoch) -> {
            int count = (int) Math.max(0, ((long) size - partition.rank() + partition.world() - 1) / partition.world());
            int[] indices = new int[count];
            for (int i = 0; i < count; i++) {
                indices[i] = partition.rank() + i * partition.world();
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
            int[] indices = new int[(int) (((long) size + partition.world() - 1) / partition.world())];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = all[(int) ((partition.rank() + (long) i * partition.world()) % size)];
            }
            return indices;
        };
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
        RandomSource draws = new SplitMix64(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = draws.integer(0, i);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
