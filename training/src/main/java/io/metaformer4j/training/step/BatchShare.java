package io.metaformer4j.training.step;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Which pictures of every batch are those of one process.
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
        boolean pairs = recipe.augmentation().mixing().isPresent() && part.worldSize() > 1;
        if (pairs && batch % (2 * part.worldSize()) != 0) {
            throw new MetaFormerException("mixing pairs pictures, so the batch size " + batch
                    + " must be a multiple of " + 2 * part.worldSize() + " for " + part.worldSize()
                    + " processes; use another one, or do not mix");
        }
        int fewest = part.worldSize() * recipe.batching().replicas();
        if (batch < fewest) {
            throw new MetaFormerException("a batch of " + batch + " pictures cannot be shared by " + part.worldSize()
                    + " processes with " + recipe.batching().replicas()
                    + " replicas each; use larger batches, or fewer of them");
        }
        return new BatchShare(batch, part);
    }

    /** Number of pictures. */
    int size() {
        return places().length;
    }

    /** Their places in the whole batch, ascending. */
    int[] places() {
        return part.places(batch);
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
