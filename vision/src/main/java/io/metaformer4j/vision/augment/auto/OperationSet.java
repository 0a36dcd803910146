package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Operations to draw from.
 *
 * @param operations the operations
 * @param weights how often each is drawn in relation to the others, and never twice for a picture; without weights all are
 *     equally frequent, and may be drawn again
 */
record OperationSet(List<AugmentOperation> operations, List<Double> weights) {

    private static final OperationSet STANDARD = even(
            "AutoContrast Equalize Invert Rotate Posterize Solarize SolarizeAdd Color Contrast Brightness Sharpness"
                    + " ShearX ShearY TranslateXRel TranslateYRel");

    private static final OperationSet INCREASING = even(
            "AutoContrast Equalize Invert Rotate PosterizeIncreasing SolarizeIncreasing SolarizeAdd ColorIncreasing"
                    + " ContrastIncreasing BrightnessIncreasing SharpnessIncreasing"
                    + " ShearX ShearY TranslateXRel TranslateYRel");

    /** The sets that have names in timm. */
    private static final Map<String, OperationSet> NAMED = Map.of(
            "weights",
            weighted("Rotate 3 ShearX 2 ShearY 2 TranslateXRel 1 TranslateYRel 1 ColorIncreasing 0.25"
                    + " SharpnessIncreasing 0.25 AutoContrast 0.25 SolarizeIncreasing 0.05 SolarizeAdd 0.05"
                    + " ContrastIncreasing 0.05 BrightnessIncreasing 0.05 Equalize 0.05 PosterizeIncreasing 0.05"
                    + " Invert 0.05"),
            "3a",
            even("SolarizeIncreasing Desaturate GaussianBlur"),
            "3aw",
            weighted("SolarizeIncreasing 6 Desaturate 6 GaussianBlur 6 Rotate 3 ShearX 2 ShearY 2"
                    + " PosterizeIncreasing 1 AutoContrast 1 ColorIncreasing 1 SharpnessIncreasing 1"
                    + " ContrastIncreasing 1 BrightnessIncreasing 1 Equalize 1 Invert 1"));

    static final OperationSet AUGMIX = even(
            "AutoContrast ColorIncreasing ContrastIncreasing BrightnessIncreasing SharpnessIncreasing Equalize Rotate"
                    + " PosterizeIncreasing SolarizeIncreasing ShearX ShearY TranslateXRel TranslateYRel");

    OperationSet {
        operations = List.copyOf(operations);
        weights = List.copyOf(weights);
    }

    /** The standard set, with operations that do more at higher magnitudes or with those that may do less. */
    static OperationSet standard(boolean increasing) {
        return increasing ? INCREASING : STANDARD;
    }

    /** The names of sets, in alphabetical order. */
    static List<String> names() {
        return NAMED.keySet().stream().sorted().toList();
    }

    /** A set by one of its {@link #names()}. */
    static OperationSet named(String name) {
        return NAMED.get(name);
    }

    private static OperationSet even(String names) {
        return new OperationSet(
                Stream.of(names.split(" ", -1)).map(AugmentOperation::named).toList(), List.of());
    }

    private static OperationSet weighted(String namesAndWeights) {
        List<String> parts = List.of(namesAndWeights.split(" ", -1));
        List<AugmentOperation> operations =
                everySecond(parts, 0).map(AugmentOperation::named).toList();
        return new OperationSet(
                operations, everySecond(parts, 1).map(Double::valueOf).toList());
    }

    private static Stream<String> everySecond(List<String> parts, int first) {
        return Stream.iterate(first, i -> i < parts.size(), i -> i + 2).map(parts::get);
    }

    /**
     * Draws operations for a picture.
     *
     * @param count how many; with weights at most as many as there are
     * @param random source of the random numbers
     * @return places in {@link #operations()}
     */
    int[] draw(int count, RandomSource random) {
        int[] drawn = new int[count];
        if (weights.isEmpty()) {
            Arrays.setAll(drawn, i -> random.integer(0, operations.size() - 1));
            return drawn;
        }
        double[] left = weights.stream().mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < count; i++) {
            drawn[i] = place(random.unit() * Arrays.stream(left).sum(), left);
            left[drawn[i]] = 0;
        }
        return drawn;
    }

    /** The weight in which a point of their sum lies; the last one if rounding put it behind them all. */
    private static int place(double point, double[] weights) {
        double rest = point;
        int place = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                place = i;
                rest -= weights[i];
                if (rest < 0) {
                    break;
                }
            }
        }
        return place;
    }
}
