package io.metaformer4j.training.step;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.stream.IntStream;

/**
 * Which pictures of every batch are those of one process. The pictures of a batch are dealt out from both ends, so that two that
 * are mixed with each other come to the same process.
 *
 * @param batch pictures of a whole batch
 * @param part which process
 */
record BatchShare(int batch, Partition part) {

    /**
     * The share of a process.
     *
     * @throws MetaFormerException if the batch is too small for so many, or pairs would be torn apart
     */
    static BatchShare of(TrainingRecipe recipe, Partition part) {
        int batch = recipe.batching().size();
        boolean pairs = recipe.augmentation().mixing().isPresent() && part.world() > 1;
        if (pairs && batch % (2 * part.world()) != 0) {
            throw new MetaFormerException(
                    "mixing pairs pictures, so the batch size " + batch + " must be a multiple of " + 2 * part.world()
                            + " for " + part.world() + " processes; use another one, or do not mix");
        }
        int fewest = part.world() * recipe.batching().replicas();
        if (batch < fewest) {
            throw new MetaFormerException("a batch of " + batch + " pictures cannot be shared by " + part.world()
                    + " processes with " + recipe.batching().replicas()
                    + " replicas each; use larger batches, or fewer of them");
        }
        return new BatchShare(batch, part);
    }

    /** Number of pictures. */
    int size() {
        return end(part.rank() + 1) - end(part.rank());
    }

    private int end(int ranks) {
        return (int) ((long) batch * ranks / part.world());
    }

    /** Their places in the whole batch, ascending. */
    int[] places() {
        return IntStream.range(end(part.rank()), end(part.rank() + 1))
                .map(turn -> turn % 2 == 0 ? turn / 2 : batch - 1 - turn / 2)
                .sorted()
                .toArray();
    }

    /** What the process reads, given what a single one would read; samples that fill no batch are left out. */
    SampleOrder of(SampleOrder whole) {
        int[] places = places();
        return new SampleOrder() {
            @Override
            public int[] indices(int size, long epoch) {
                int[] all = whole.indices(size, epoch);
                int[] own = new int[all.length / batch * places.length];
                for (int i = 0; i < own.length; i++) {
                    own[i] = all[inWhole(i)];
                }
                return own;
            }

            @Override
            public int repetition(int position) {
                return whole.repetition(inWhole(position));
            }

            private int inWhole(int position) {
                return position / places.length * batch + places[position % places.length];
            }
        };
    }
}
