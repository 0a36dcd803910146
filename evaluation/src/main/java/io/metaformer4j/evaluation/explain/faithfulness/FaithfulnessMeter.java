package io.metaformer4j.evaluation.explain.faithfulness;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.explain.ActivationMap;
import io.metaformer4j.evaluation.explain.cam.PicturePasses;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures explanations by insertion and deletion (RISE, arXiv 1806.07421, section 4.2). Pixels of the network's input are
 * ranked by the raw values of the map, enlarged; of equal ones the upper left comes first. Deletion replaces them by the mean
 * colour of the training data, insertion begins with a blurred picture (Gaussian of 11x11 pixels with deviation 5). Each step
 * changes the same share of the pixels, at least one, and the network says how probable the class is then (softmax).
 *
 * <p>Safe for concurrent use; ends with a {@link java.util.concurrent.CancellationException} if its thread is interrupted.
 */
public final class FaithfulnessMeter {

    /** Share of the pixels in a step where nothing else is said: two hundred passes for an explanation. */
    public static final double STANDARD_STEP = 0.01;

    private final Network network;
    private final double step;
    private final int batchSize;

    private FaithfulnessMeter(Network network, double step, int batchSize) {
        this.network = network;
        this.step = step;
        this.batchSize = batchSize;
    }

    /**
     * Measures on a model.
     *
     * @param model the model, which stays the caller's to close
     * @param step share of the pixels that a step changes, above 0 and at most 1
     * @param batchSize how many changed pictures run together, at least 1
     * @return the meter
     * @throws MetaFormerException if a number is out of its range, or the model is a feature backbone
     */
    public static FaithfulnessMeter of(LoadedModel model, double step, int batchSize) {
        Request.LOGITS.requireOf(model.architecture());
        if (!(step > 0 && step <= 1) || batchSize < 1) {
            throw new MetaFormerException("steps of " + step + " of the pixels in batches of " + batchSize
                    + " measure nothing; a step must be above 0 and at most 1, a batch at least 1");
        }
        return new FaithfulnessMeter(model.network(), step, batchSize);
    }

    /**
     * Measures an explanation.
     *
     * @param picture one transformed picture {@code [1, C, H, W]}, the one that was explained
     * @param map the explanation
     * @param target index of the class that it explains
     * @return the curves
     * @throws MetaFormerException if there is not one picture, or no such class
     * @throws IllegalStateException if the network is closed
     */
    public Faithfulness measure(ImageBatch picture, ActivationMap map, int target) {
        int last = network.architecture().classes() - 1;
        if (picture.size() != 1 || target < 0 || target > last) {
            throw new MetaFormerException("an explanation of class " + target + " of " + picture.size()
                    + " pictures cannot be measured; give one picture, and a class from 0 to " + last);
        }
        FloatArray input =
                network.run(picture, Request.of(Output.INPUT)).get(Output.INPUT).picture(0);
        int[] ranks = ranks(map.resample(picture.height(), picture.width()));
        float[] gone = new float[input.values().length]; // zeros are the mean, as the values are normalised
        FloatArray blurred = BlurredPicture.of(input);
        return new Faithfulness(
                curve(blurred.values(), input.values(), ranks, input.shape(), target),
                curve(input.values(), gone, ranks, input.shape(), target));
    }

    /** For each pixel its place in the order, the one with the largest value first. */
    private static int[] ranks(float[] values) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
        order.sort(Comparator.comparingDouble((Integer i) -> -values[i]));
        int[] ranks = new int[values.length];
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[order.get(rank)] = rank;
        }
        return ranks;
    }

    /** Probabilities while the pixels of one picture are exchanged for those of another, in the order of their ranks. */
    private List<Double> curve(float[] before, float[] after, int[] ranks, List<Integer> shape, int target) {
        double share = Math.max(step, 1.0 / ranks.length); // less than a pixel would change nothing
        int steps = (int) Math.ceil(1 / share - 1e-9);
        List<Double> curve = new ArrayList<>();
        new PicturePasses(network, batchSize)
                .run(
                        steps + 1,
                        shape,
                        (index, values) -> {
                            long changed = Math.min(ranks.length, Math.round(index * share * ranks.length));
                            for (int i = 0; i < values.length; i++) {
                                boolean isChanged = index == steps || ranks[i % ranks.length] < changed;
                                values[i] = isChanged ? after[i] : before[i];
                            }
                        },
                        (index, logits) ->
                                curve.add(Logits.of(logits, 0, logits.length).probability(target)));
        return curve;
    }
}
