package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Errors of a network that others are compared with: of each corruption the mean over the five severities.
 *
 * @param errors top-1 errors in percent, above 0
 * @param clean top-1 error on clean pictures in percent
 */
public record CorruptionBaseline(Map<Corruption, Double> errors, double clean) {

    /** Top-1 errors in percent of AlexNet on the 15 corruptions of ImageNet-C, in the order of the benchmark. */
    // spotless:off
    private static final List<Double> ALEXNET = List.of(
            88.6, 89.4, 92.2,       // gaussian noise, shot noise, impulse noise
            81.9, 82.6, 78.5, 79.8, // defocus, glass, motion and zoom blur
            86.6, 82.6, 81.9, 56.4, // snow, frost, fog, brightness
            85.3, 64.6, 71.7, 60.6  // contrast, elastic transform, pixelate, JPEG compression
    );
    // spotless:on

    private static final double ALEXNET_CLEAN = 43.5;

    /** Checks the errors. */
    public CorruptionBaseline {
        errors = Map.copyOf(errors);
        errors.forEach((corruption, error) -> {
            if (!(error > 0 && error <= 100)) {
                throw new MetaFormerException("the error of the baseline on " + corruption.label() + " is " + error
                        + "; it must be a percentage above 0 and at most 100");
            }
        });
        if (!(clean >= 0 && clean <= 100)) {
            throw new MetaFormerException("the error of the baseline on clean pictures is " + clean
                    + "; it must be a percentage from 0 to 100");
        }
    }

    /**
     * AlexNet, by which the paper of ImageNet-C normalises (arXiv:1903.12261, section 4.1): the figures of its authors'
     * spreadsheet, which hendrycks/robustness links to at 8190fe3, in percent and cut to one decimal.
     *
     * @return the errors on the 15 corruptions of the benchmark
     */
    public static CorruptionBaseline alexNet() {
        Map<Corruption, Double> errors = new EnumMap<>(Corruption.class);
        List<Corruption> benchmark = Corruption.benchmark();
        for (int i = 0; i < benchmark.size(); i++) {
            errors.put(benchmark.get(i), ALEXNET.get(i));
        }
        return new CorruptionBaseline(errors, ALEXNET_CLEAN);
    }

    /**
     * The error on a corruption.
     *
     * @param corruption which one
     * @return percentage; empty if it is not known
     */
    public OptionalDouble error(Corruption corruption) {
        return errors.containsKey(corruption) ? OptionalDouble.of(errors.get(corruption)) : OptionalDouble.empty();
    }
}
