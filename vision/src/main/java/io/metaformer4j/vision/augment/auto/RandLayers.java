package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import java.util.List;

/**
 * What the text of {@link RandAugment} means.
 *
 * @param set what is drawn from
 * @param layers how many operations a picture gets
 * @param probability how often each of them happens
 * @param magnitude how much of it
 */
record RandLayers(OperationSet set, int layers, double probability, Magnitude magnitude) {

    private static final List<String> KEYS = List.of("m", "n", "p", "mstd", "mmax", "inc", PolicySections.SET);
    private static final int MOST_LAYERS = 100;
    private static final int MOST = 1000;

    /** Larger deviations mean magnitudes that are evenly distributed. */
    private static final double LARGEST_DEVIATION = 100;

    static RandLayers parse(String text) {
        PolicySections sections = PolicySections.of(text, RandAugment.KIND, KEYS);
        double deviation = sections.number("mstd", 0);
        double probability = sections.number("p", 1, 0.5);
        Magnitude magnitude = new Magnitude(
                sections.whole("m", 0, MOST, Magnitude.DEFAULT_LIMIT),
                deviation > LARGEST_DEVIATION ? Double.POSITIVE_INFINITY : deviation,
                sections.whole("mmax", 1, MOST, Magnitude.DEFAULT_LIMIT));
        OperationSet set = set(sections);
        int layers = sections.whole("n", 1, MOST_LAYERS, 2);
        if (!set.weights().isEmpty() && layers > set.operations().size()) {
            throw sections.error(
                    sections.section("n"),
                    "wants more than the " + set.operations().size()
                            + " operations of the set, none of which is drawn twice",
                    "lower it, or leave the set out");
        }
        return new RandLayers(set, layers, probability, magnitude);
    }

    private static OperationSet set(PolicySections sections) {
        boolean increasing = sections.whole("inc", 0, 1, 0) == 1;
        if (!sections.has(PolicySections.SET)) {
            return OperationSet.standard(increasing);
        }
        String name = sections.set("");
        if (!OperationSet.names().contains(name)) {
            throw sections.error(
                    sections.section(PolicySections.SET),
                    "names an unknown set of operations",
                    "use one of " + String.join(", ", OperationSet.names()) + " behind the t");
        }
        return OperationSet.named(name);
    }

    PictureOperation operation(AutomaticSettings settings) {
        List<RandomStep> steps = set.operations().stream()
                .map(operation -> new RandomStep(operation, probability, magnitude))
                .toList();
        return new Layers(set, layers, steps, settings);
    }

    /** Draws some of the steps, which are as many as there are operations. */
    private record Layers(OperationSet set, int count, List<RandomStep> steps, AutomaticSettings settings)
            implements PictureOperation {

        @Override
        public boolean movesPixels() {
            return set.operations().stream().anyMatch(AugmentOperation::movesPixels);
        }

        @Override
        public void apply(Canvas canvas, RandomSource random) {
            for (int place : set.draw(count, random)) {
                steps.get(place).apply(canvas, settings, random);
            }
        }
    }
}
