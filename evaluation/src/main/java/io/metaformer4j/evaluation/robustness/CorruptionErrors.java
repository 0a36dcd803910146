package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Errors of a network on corrupted pictures, and what the paper of ImageNet-C makes of them (arXiv:1903.12261, section 4.1).
 * A figure that needs errors which were not measured is empty; nothing is averaged over a part of what it stands for.
 *
 * @param percent top-1 errors in percent that were measured
 * @param clean top-1 error of the same network on clean pictures in percent, if it is known
 * @param baseline whose errors those of the network are divided by; empty for no comparison
 */
public record CorruptionErrors(
        Map<CorruptionLevel, Double> percent, OptionalDouble clean, Optional<CorruptionBaseline> baseline) {

    /** Copies the errors. */
    public CorruptionErrors {
        percent = Map.copyOf(percent);
    }

    /**
     * The corruptions of which anything was measured.
     *
     * @return in the order of the benchmark, the extra ones behind
     */
    public List<Corruption> corruptions() {
        return Stream.of(Corruption.values())
                .filter(corruption -> percent.keySet().stream().anyMatch(level -> level.corruption() == corruption))
                .toList();
    }

    /**
     * The error at a severity.
     *
     * @param corruption which corruption
     * @param severity how severe
     * @return percentage; empty if it was not measured
     */
    public OptionalDouble error(Corruption corruption, Severity severity) {
        Double error = percent.get(new CorruptionLevel(corruption, severity));
        return error == null ? OptionalDouble.empty() : OptionalDouble.of(error);
    }

    /**
     * The mean error over the five severities.
     *
     * @param corruption which corruption
     * @return percentage; empty unless all five were measured
     */
    public OptionalDouble meanError(Corruption corruption) {
        return mean(Severity.all(), severity -> error(corruption, severity));
    }

    /**
     * The corruption error CE: the mean error as a share of that of the baseline.
     *
     * @param corruption which corruption
     * @return percentage, 100 for a network like the baseline
     */
    public OptionalDouble corruptionError(Corruption corruption) {
        OptionalDouble own = meanError(corruption);
        OptionalDouble other = baselineError(corruption);
        return own.isEmpty() || other.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(100 * own.getAsDouble() / other.getAsDouble());
    }

    /**
     * The relative corruption error: how much the error grows from clean to corrupted pictures, as a share of the growth of the
     * baseline's.
     *
     * @param corruption which corruption
     * @return percentage; also empty if the baseline's error does not grow
     */
    public OptionalDouble relativeCorruptionError(Corruption corruption) {
        OptionalDouble own = meanError(corruption);
        OptionalDouble other = baselineError(corruption);
        if (own.isEmpty() || other.isEmpty() || clean.isEmpty()) {
            return OptionalDouble.empty();
        }
        double growth = other.getAsDouble() - baseline.orElseThrow().clean();
        return growth > 0
                ? OptionalDouble.of(100 * (own.getAsDouble() - clean.getAsDouble()) / growth)
                : OptionalDouble.empty();
    }

    private OptionalDouble baselineError(Corruption corruption) {
        return baseline.map(known -> known.error(corruption)).orElse(OptionalDouble.empty());
    }

    /**
     * The mean error over the 15 corruptions of the benchmark, each over five severities, compared with no other network.
     *
     * @return percentage; empty unless all 75 errors were measured
     */
    public OptionalDouble meanError() {
        return mean(Corruption.benchmark(), this::meanError);
    }

    /**
     * The mean corruption error mCE over the 15 corruptions of the benchmark.
     *
     * @return percentage; empty unless all 75 errors were measured
     */
    public OptionalDouble meanCorruptionError() {
        return mean(Corruption.benchmark(), this::corruptionError);
    }

    /**
     * The relative mCE over the 15 corruptions of the benchmark.
     *
     * @return percentage; empty unless all 75 errors and that on clean pictures were measured
     */
    public OptionalDouble relativeMeanCorruptionError() {
        return mean(Corruption.benchmark(), this::relativeCorruptionError);
    }

    /** The mean, unless one is missing. */
    private static <T> OptionalDouble mean(List<T> of, Function<T, OptionalDouble> value) {
        double sum = 0;
        for (T one : of) {
            OptionalDouble found = value.apply(one);
            if (found.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += found.getAsDouble();
        }
        return OptionalDouble.of(sum / of.size());
    }
}
