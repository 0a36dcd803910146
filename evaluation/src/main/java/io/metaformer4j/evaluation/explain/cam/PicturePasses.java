package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Runs a network on many variants of a picture, a few at a time, so that memory does not grow with their number.
 *
 * @param network the network
 * @param atOnce how many variants run together
 */
public record PicturePasses(Network network, int atOnce) {

    /** Makes the variants. */
    @FunctionalInterface
    public interface Painter {

        /**
         * Writes a variant.
         *
         * @param index which one
         * @param picture receives its normalised values {@code [C, H, W]}; holds those of another variant before
         */
        void paint(int index, float[] picture);
    }

    /** Takes the answers. */
    @FunctionalInterface
    public interface Answers {

        /**
         * Takes one.
         *
         * @param index whose answer it is
         * @param logits the scores of the classes
         */
        void take(int index, float[] logits);
    }

    /**
     * Runs all variants.
     *
     * @param count how many there are
     * @param shape shape {@code [C, H, W]} of each
     * @param painter makes them, in their order
     * @param answers takes the logits, in their order
     * @throws CancellationException if the thread is interrupted
     */
    public void run(int count, List<Integer> shape, Painter painter, Answers answers) {
        int largest = Math.min(atOnce, count);
        ImageBatch batch =
                ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, largest, shape.get(0), shape.get(1), shape.get(2));
        float[] picture = new float[batch.pictureValues()];
        for (int from = 0; from < count; from += largest) {
            requireUninterrupted();
            int size = Math.min(largest, count - from);
            for (int i = 0; i < size; i++) {
                painter.paint(from + i, picture);
                batch.putFloats(i, 0, picture, 0, picture.length);
            }
            FloatArray logits = network.run(batch.first(size), Request.LOGITS).logits();
            for (int i = 0; i < size; i++) {
                answers.take(from + i, logits.picture(i).values());
            }
        }
    }

    /**
     * Ends work whose thread was told to stop; the thread stays interrupted.
     *
     * @throws CancellationException if it was
     */
    public static void requireUninterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the explanation was interrupted before all of its passes were run");
        }
    }
}
