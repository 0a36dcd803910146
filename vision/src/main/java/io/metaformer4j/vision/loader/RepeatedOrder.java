package io.metaformer4j.vision.loader;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * Repeated augmentation (arXiv:1901.09335): every sample comes several times in a row of the global order, so that
 * neighbouring processes see it augmented differently; an epoch stays as long as without repetition. Follows timm's
 * {@code RepeatAugSampler}.
 */
final class RepeatedOrder implements SampleOrder {

    private final SampleOrder shuffled;
    private final Partition partition;
    private final double repeats;
    private final int round;

    /**
     * Creates the order.
     *
     * @param shuffled the order of a single process that is repeated
     * @param partition which process
     * @param repeats how often a sample comes, at least 1
     * @param round an epoch is shortened to a multiple of this many samples over all processes; 0 for no rounding
     */
    RepeatedOrder(SampleOrder shuffled, Partition partition, double repeats, int round) {
        if (!(repeats >= 1 && repeats <= 1000) || round < 0) {
            throw new MetaFormerException("repeated augmentation with " + repeats + " repeats and rounding to " + round
                    + " is not possible; repeats go from 1 to 1000, rounding starts at 0 (none)");
        }
        this.shuffled = shuffled;
        this.partition = partition;
        this.repeats = repeats;
        this.round = round;
    }

    @Override
    public int[] indices(int size, long epoch) {
        int[] all = shuffled.indices(size, epoch);
        int worldSize = partition.worldSize();
        int selected = round > 0 ? size / round * round / worldSize : (size + worldSize - 1) / worldSize;
        if (selected == 0) {
            throw new MetaFormerException("repeated augmentation rounds an epoch down to a multiple of " + round
                    + " samples, but the data set has only " + size + "; use rounding 0");
        }
        long repeated = (long) Math.ceil(size * repeats);
        int[] indices = new int[selected];
        for (int i = 0; i < selected; i++) {
            long place = (partition.rank() + (long) i * worldSize) % repeated;
            indices[i] = all[(int) (place / repeats)];
        }
        return indices;
    }

    @Override
    public int repetition(int position) {
        return partition.rank() + position * partition.worldSize();
    }
}
