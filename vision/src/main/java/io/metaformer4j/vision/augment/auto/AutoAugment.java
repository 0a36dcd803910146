package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import java.util.List;

/**
 * AutoAugment: one of a fixed list of short sequences is drawn for each picture. Begins with the name of the list:
 *
 * <ul>
 *   <li>{@code original}: that of the paper for ImageNet (arXiv:1805.09501); {@code originalr} posterizes more at higher
 *       magnitudes;
 *   <li>{@code v0}: that of the TPU implementation of EfficientNet; {@code v0r} posterizes more at higher magnitudes;
 *   <li>{@code 3a}: 3-Augment of DeiT III (arXiv:2204.07118): solarized, gray or blurred.
 * </ul>
 *
 * <p>Then, optional, {@code mstd}: standard deviation of the magnitudes (0).
 *
 * @param text for instance {@code original-mstd0.5}
 */
public record AutoAugment(String text) implements AutomaticAugmentation {

    /** Checks the text. */
    public AutoAugment {
        sequences(text);
    }

    @Override
    public PictureOperation operation(AutomaticSettings settings) {
        return new OneSequence(sequences(text), settings);
    }

    /** Draws one of several sequences. */
    private record OneSequence(List<List<RandomStep>> sequences, AutomaticSettings settings)
            implements PictureOperation {

        @Override
        public boolean movesPixels() {
            return sequences.stream().anyMatch(steps -> steps.stream()
                    .anyMatch(step -> step.operation().movesPixels()));
        }

        @Override
        public void apply(Canvas canvas, RandomSource random) {
            for (RandomStep step : sequences.get(random.integer(0, sequences.size() - 1))) {
                step.apply(canvas, settings, random);
            }
        }
    }

    private static List<List<RandomStep>> sequences(String text) {
        String name = PolicySections.kind(text);
        if (!AutoAugmentPolicies.NAMES.contains(name)) {
            throw PolicySections.unknownKind(text);
        }
        PolicySections sections = PolicySections.of(text, name, List.of("mstd"));
        return AutoAugmentPolicies.sequences(name, sections.number("mstd", 0));
    }
}
