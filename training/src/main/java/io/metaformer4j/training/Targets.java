package io.metaformer4j.training;

import io.metaformer4j.torch.natives.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** What a network should answer to the pictures of a batch. */
sealed interface Targets {

    /**
     * The targets of some of the pictures, owned by the open scope.
     *
     * @param from first picture
     * @param count number of pictures
     */
    Tensor slice(int from, int count);

    /** Label smoothing that the loss still has to apply, given that of the recipe. */
    double smoothing(double ofRecipe);

    /** One class for each picture. */
    static Targets classes(int[] labels) {
        return new Classes(labels);
    }

    /** Shares {@code [N, classes]} row by row, smoothed already. */
    static Targets shares(float[] values, int classes) {
        return new Shares(values, classes);
    }

    /** Class indices {@code [count]}, int64. */
    final class Classes implements Targets {
        private final int[] labels;

        private Classes(int[] labels) {
            this.labels = labels;
        }

        @Override
        public Tensor slice(int from, int count) {
            return Tensors.of(labels, from, count);
        }

        @Override
        public double smoothing(double ofRecipe) {
            return ofRecipe;
        }
    }

    /** Probabilities {@code [count, classes]}, float32. */
    final class Shares implements Targets {
        private final float[] values;
        private final int classes;

        private Shares(float[] values, int classes) {
            this.values = values;
            this.classes = classes;
        }

        @Override
        public Tensor slice(int from, int count) {
            return Tensors.of(Arrays.copyOfRange(values, from * classes, (from + count) * classes), count, classes);
        }

        @Override
        public double smoothing(double ofRecipe) {
            return 0;
        }
    }
}
