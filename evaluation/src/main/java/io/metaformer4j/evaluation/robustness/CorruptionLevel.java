package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;

/**
 * A corruption at a severity.
 *
 * @param corruption which one
 * @param severity how severe
 */
public record CorruptionLevel(Corruption corruption, Severity severity) {

    /** The folders in which ImageNet-C has it: {@code gaussian_noise/3}. */
    @Override
    public String toString() {
        return corruption.label() + "/" + severity.level();
    }
}
