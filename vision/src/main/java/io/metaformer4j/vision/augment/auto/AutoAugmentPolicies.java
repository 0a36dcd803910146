package io.metaformer4j.vision.augment.auto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fixed lists of {@link AutoAugment}, a sequence on each line: operation, probability and magnitude of each step. */
final class AutoAugmentPolicies {

    /** From the TPU implementation of EfficientNet. */
    private static final String V0 =
            """
            Equalize 0.8 1 ShearY 0.8 4
            Color 0.4 9 Equalize 0.6 3
            Color 0.4 1 Rotate 0.6 8
            Solarize 0.8 3 Equalize 0.4 7
            Solarize 0.4 2 Solarize 0.6 2
            Color 0.2 0 Equalize 0.8 8
            Equalize 0.4 8 SolarizeAdd 0.8 3
            ShearX 0.2 9 Rotate 0.6 8
            Color 0.6 1 Equalize 1.0 2
            Invert 0.4 9 Rotate 0.6 0
            Equalize 1.0 9 ShearY 0.6 3
            Color 0.4 7 Equalize 0.6 0
            Posterize 0.4 6 AutoContrast 0.4 7
            Solarize 0.6 8 Color 0.6 9
            Solarize 0.2 4 Rotate 0.8 9
            Rotate 1.0 7 TranslateYRel 0.8 9
            ShearX 0.0 0 Solarize 0.8 4
            ShearY 0.8 0 Color 0.6 4
            Color 1.0 0 Rotate 0.6 2
            Equalize 0.8 4 Equalize 0.0 8
            Equalize 1.0 4 AutoContrast 0.6 2
            ShearY 0.4 7 SolarizeAdd 0.6 7
            Posterize 0.8 2 Solarize 0.6 10
            Solarize 0.6 8 Equalize 0.6 1
            Color 0.8 6 Rotate 0.4 5
            """;

    /** From "AutoAugment: Learning Augmentation Policies from Data" (arXiv:1805.09501), for ImageNet. */
    private static final String ORIGINAL =
            """
            PosterizeOriginal 0.4 8 Rotate 0.6 9
            Solarize 0.6 5 AutoContrast 0.6 5
            Equalize 0.8 8 Equalize 0.6 3
            PosterizeOriginal 0.6 7 PosterizeOriginal 0.6 6
            Equalize 0.4 7 Solarize 0.2 4
            Equalize 0.4 4 Rotate 0.8 8
            Solarize 0.6 3 Equalize 0.6 7
            PosterizeOriginal 0.8 5 Equalize 1.0 2
            Rotate 0.2 3 Solarize 0.6 8
            Equalize 0.6 8 PosterizeOriginal 0.4 6
            Rotate 0.8 8 Color 0.4 0
            Rotate 0.4 9 Equalize 0.6 2
            Equalize 0.0 7 Equalize 0.8 8
            Invert 0.6 4 Equalize 1.0 8
            Color 0.6 4 Contrast 1.0 8
            Rotate 0.8 8 Color 1.0 2
            Color 0.8 8 Solarize 0.8 7
            Sharpness 0.4 7 Invert 0.6 8
            ShearX 0.6 5 Equalize 1.0 9
            Color 0.4 0 Equalize 0.6 3
            Equalize 0.4 7 Solarize 0.2 4
            Solarize 0.6 5 AutoContrast 0.6 5
            Invert 0.6 4 Equalize 1.0 8
            Color 0.6 4 Contrast 1.0 8
            Equalize 0.8 8 Equalize 0.6 3
            """;

    /** From "DeiT III: Revenge of the ViT" (arXiv:2204.07118). */
    private static final String THREE =
            """
            Solarize 1.0 5
            Desaturate 1.0 10
            GaussianBlurRand 1.0 10
            """;

    private static final String INCREASING = "PosterizeIncreasing";

    private static final Map<String, String> LISTS = Map.of(
            "original",
            ORIGINAL,
            "originalr",
            ORIGINAL.replace("PosterizeOriginal", INCREASING),
            "v0",
            V0,
            "v0r",
            V0.replace("Posterize", INCREASING),
            "3a",
            THREE);

    /** The names of the lists. */
    static final List<String> NAMES = List.of("original", "originalr", "v0", "v0r", "3a");

    private static final int COLUMNS = 3;

    private AutoAugmentPolicies() {}

    /**
     * The sequences of a list.
     *
     * @param name one of {@link #NAMES}
     * @param deviation standard deviation of the magnitudes
     */
    static List<List<RandomStep>> sequences(String name, double deviation) {
        return LISTS.get(name).lines().map(line -> steps(line, deviation)).toList();
    }

    private static List<RandomStep> steps(String line, double deviation) {
        String[] words = line.split(" ", -1);
        List<RandomStep> steps = new ArrayList<>();
        for (int i = 0; i < words.length; i += COLUMNS) {
            Magnitude magnitude = new Magnitude(Double.parseDouble(words[i + 2]), deviation, Magnitude.DEFAULT_LIMIT);
            steps.add(new RandomStep(AugmentOperation.named(words[i]), Double.parseDouble(words[i + 1]), magnitude));
        }
        return List.copyOf(steps);
    }
}
