package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Mixes a batch as {@link Mixup} decided: its pictures in place, its labels into soft targets.
 *
 * <p>Confine it to one thread; it keeps memory for two pictures.
 */
public final class BatchMixer {

    private float[] first = new float[0];
    private float[] second = new float[0];

    /** Creates a mixer without memory yet. */
    public BatchMixer() {}

    /**
     * Mixes pictures with their partners in place.
     *
     * @param batch normalised floats, {@code [N, C, H, W]}
     * @param mixes one decision per picture; a box lies inside {@code H} and {@code W}
     * @throws MetaFormerException if the batch is of another layout than {@link ImageBatch.Layout#FLOAT32_NCHW}, or there
     *     are not as many decisions as pictures
     */
    public void mix(ImageBatch batch, List<Mix> mixes) {
        ChannelPlanes.require(batch, "mixing");
        requireEqual(mixes.size(), batch.size());
        int values = batch.pictureValues();
        if (first.length < values) {
            first = new float[values];
            second = new float[values];
        }
        FloatBuffer floats = batch.floats();
        for (int i = 0; i < batch.size() / 2; i++) {
            int j = batch.size() - 1 - i;
            if (mixes.get(i).lambda() == 1 && mixes.get(j).lambda() == 1) {
                continue;
            }
            floats.get(i * values, first, 0, values);
            floats.get(j * values, second, 0, values);
            mix(batch, i, mixes.get(i), first, second);
            mix(batch, j, mixes.get(j), second, first);
        }
    }

    private static void mix(ImageBatch batch, int index, Mix mix, float[] own, float[] partner) {
        if (mix.box().isPresent()) {
            cut(batch, index, mix.box().get(), partner);
            return;
        }
        FloatBuffer floats = batch.floats();
        int values = batch.pictureValues();
        float lambda = (float) mix.lambda();
        float rest = (float) (1 - mix.lambda());
        for (int k = 0; k < values; k++) {
            floats.put(index * values + k, own[k] * lambda + partner[k] * rest);
        }
    }

    private static void cut(ImageBatch batch, int index, MixBox box, float[] partner) {
        for (int c = 0; c < batch.channels(); c++) {
            for (int y = box.top(); y < box.bottom(); y++) {
                int at = (c * batch.height() + y) * batch.width() + box.left();
                batch.putFloats(index, at, partner, at, box.right() - box.left());
            }
        }
    }

    /**
     * Makes soft targets: a label is {@code 1 - smoothing + smoothing / classes}, the others
     * {@code smoothing / classes}, mixed as the pictures are.
     *
     * @param labels class of each picture
     * @param mixes one decision per picture
     * @param classes number of classes
     * @param smoothing label smoothing, 0 to 1 (exclusive)
     * @return targets, {@code [B, classes]} row by row, each row of sum 1
     * @throws MetaFormerException if there are not as many decisions as labels
     */
    public static float[] targets(int[] labels, List<Mix> mixes, int classes, double smoothing) {
        requireEqual(mixes.size(), labels.length);
        float off = (float) (smoothing / classes);
        float on = (float) (1 - smoothing + smoothing / classes);
        float[] targets = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            int partner = labels[labels.length - 1 - i];
            float lambda = (float) mixes.get(i).lambda();
            float rest = (float) (1 - mixes.get(i).lambda());
            for (int c = 0; c < classes; c++) {
                targets[i * classes + c] = (c == labels[i] ? on : off) * lambda + (c == partner ? on : off) * rest;
            }
        }
        return targets;
    }

    private static void requireEqual(int mixes, int pictures) {
        if (mixes != pictures) {
            throw new MetaFormerException("a batch of " + pictures + " pictures cannot be mixed by " + mixes
                    + " decisions; draw one per picture");
        }
    }
}
