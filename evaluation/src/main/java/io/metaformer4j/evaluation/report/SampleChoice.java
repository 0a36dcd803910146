package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which pictures of a validation are shown; the same for the same answers. */
public final class SampleChoice {

    /** The most probable first; of equal ones that which comes first in the data set. */
    private static final Comparator<PredictedPicture> SUREST = Comparator.comparingDouble(PredictedPicture::probability)
            .reversed()
            .thenComparingInt(PredictedPicture::index);

    private final List<PredictedPicture> pictures;

    /**
     * Chooses among pictures.
     *
     * @param pictures pictures with their answers
     */
    public SampleChoice(List<PredictedPicture> pictures) {
        this.pictures = pictures;
    }

    /**
     * The mistakes of which the network was most certain.
     *
     * @param most number of pictures at most
     * @return the pictures, the most probable mistake first
     */
    public List<PredictedPicture> mistakes(int most) {
        return pictures.stream()
                .filter(picture -> !picture.isRight())
                .sorted(SUREST)
                .limit(most)
                .toList();
    }

    /**
     * For some classes, spread evenly over all that were ever recognised, the picture that was recognised best.
     *
     * @param most number of pictures at most
     * @return the pictures in the order of their classes
     */
    public List<PredictedPicture> right(int most) {
        Map<Integer, PredictedPicture> best = new TreeMap<>();
        pictures.stream()
                .filter(PredictedPicture::isRight)
                .sorted(SUREST)
                .forEach(picture -> best.putIfAbsent(picture.label(), picture));
        List<PredictedPicture> all = new ArrayList<>(best.values());
        List<PredictedPicture> some = new ArrayList<>();
        int count = Math.min(most, all.size());
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }
}
