package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of one model, from what was counted on the parts of a robustness job. Immutable. */
public final class RobustnessScores {

    private final String model;
    private final Map<RobustnessBenchmark, PartCounts> clean = new EnumMap<>(RobustnessBenchmark.class);
    private final Map<RobustnessBenchmark, Map<CorruptionLevel, PartCounts>> levels =
            new EnumMap<>(RobustnessBenchmark.class);
    private final CleanReference reference;

    /**
     * What errors on corrupted pictures are compared with.
     *
     * @param baseline whose errors those of the model are divided by
     * @param ofOwnPictures whether the baseline's errors mean something beside those on pictures of the user's own, too
     * @param cleanError top-1 error of the model on ImageNet's validation pictures in percent, where these are not measured
     */
    public record CleanReference(CorruptionBaseline baseline, boolean ofOwnPictures, OptionalDouble cleanError) {}

    private RobustnessScores(String model, CleanReference reference) {
        this.model = model;
        this.reference = reference;
    }

    /**
     * The figures of a model.
     *
     * @param model what it is called
     * @param parts what was measured
     * @param counts what was counted, by the ids of the parts
     * @param reference what errors are compared with
     * @return the figures
     */
    public static RobustnessScores of(
            String model, List<RobustnessPart> parts, Map<String, PartCounts> counts, CleanReference reference) {
        RobustnessScores scores = new RobustnessScores(model, reference);
        for (RobustnessPart part : parts) {
            PartCounts counted = counts.get(part.id());
            if (counted == null || counted.run() == 0) {
                continue; // nothing could be decoded
            }
            if (part.level().isPresent()) {
                scores.levels
                        .computeIfAbsent(part.benchmark(), key -> new LinkedHashMap<>())
                        .put(part.level().get(), counted);
            } else {
                scores.clean.put(part.benchmark(), counted);
            }
        }
        return scores;
    }

    /** What the model is called. */
    public String model() {
        return model;
    }

    /**
     * What was counted on pictures as they are.
     *
     * @param benchmark of which benchmark
     * @return the counts; empty if it was not measured
     */
    public Optional<PartCounts> counts(RobustnessBenchmark benchmark) {
        return Optional.ofNullable(clean.get(benchmark));
    }

    /**
     * What was counted on corrupted pictures.
     *
     * @param benchmark of which benchmark
     * @return the counts in the order of measuring; empty if nothing was measured
     */
    public Map<CorruptionLevel, PartCounts> levels(RobustnessBenchmark benchmark) {
        return Collections.unmodifiableMap(levels.getOrDefault(benchmark, Map.of()));
    }

    /**
     * The errors on corrupted pictures.
     *
     * @param benchmark of which benchmark
     * @return the errors; empty if nothing was measured
     */
    public Optional<CorruptionErrors> errors(RobustnessBenchmark benchmark) {
        Map<CorruptionLevel, PartCounts> counted = levels(benchmark);
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        Map<CorruptionLevel, Double> percent = new HashMap<>();
        counted.forEach((level, counts) -> percent.put(level, counts.error()));
        boolean own = benchmark == RobustnessBenchmark.CORRUPTED;
        Optional<CorruptionBaseline> baseline =
                Optional.of(reference.baseline()).filter(known -> !own || reference.ofOwnPictures());
        return Optional.of(new CorruptionErrors(percent, cleanError(own), baseline));
    }

    /** ImageNet-C is compared with ImageNet's validation pictures, and what is corrupted on the fly with the same pictures. */
    private OptionalDouble cleanError(boolean own) {
        Optional<PartCounts> measured = counts(own ? RobustnessBenchmark.CORRUPTED : RobustnessBenchmark.IMAGENET_VAL);
        if (measured.isPresent()) {
            return OptionalDouble.of(measured.get().error());
        }
        return own ? OptionalDouble.empty() : reference.cleanError();
    }

    /**
     * Every number that models are compared by.
     *
     * @return those that were measured in whole, in the order of the benchmarks; of a corruption that was measured at
     *     some severities the error at each of them
     */
    public List<RobustnessFigure> figures() {
        List<RobustnessFigure> figures = new ArrayList<>();
        for (RobustnessBenchmark benchmark : RobustnessBenchmark.values()) {
            String title = benchmark.title();
            counts(benchmark).ifPresent(counts -> {
                String pictures = benchmark.corrupted() ? title + ", clean" : title;
                figures.add(new RobustnessFigure(pictures + " top-1", true, counts.top1()));
                figures.add(new RobustnessFigure(pictures + " top-5", true, counts.top5()));
                counts.reassessed().filter(labels -> labels.counted() > 0).ifPresent(labels -> {
                    figures.add(new RobustnessFigure(title + " ReaL top-1", true, labels.top1()));
                    figures.add(new RobustnessFigure(title + " ReaL top-5", true, labels.top5()));
                });
            });
            errors(benchmark).ifPresent(errors -> addErrors(figures, title, errors));
        }
        return figures;
    }

    private static void addErrors(List<RobustnessFigure> figures, String title, CorruptionErrors errors) {
        addError(figures, title + " mCE", errors.meanCorruptionError());
        addError(figures, title + " relative mCE", errors.relativeMeanCorruptionError());
        addError(figures, title + " mean error", errors.meanError());
        for (Corruption corruption : errors.corruptions()) {
            String name = title + " " + nameOf(corruption);
            addError(figures, name + " CE", errors.corruptionError(corruption));
            addError(figures, name + " relative CE", errors.relativeCorruptionError(corruption));
            addError(figures, name + " error", errors.meanError(corruption));
            if (errors.meanError(corruption).isEmpty()) {
                for (Severity severity : Severity.all()) {
                    String level = name + "/" + severity.level();
                    addError(figures, level + " error", errors.error(corruption, severity));
                }
            }
        }
    }

    private static void addError(List<RobustnessFigure> figures, String title, OptionalDouble percent) {
        percent.ifPresent(value -> figures.add(new RobustnessFigure(title, false, value)));
    }

    /** A corruption in words. */
    static String nameOf(Corruption corruption) {
        return corruption.label().replace('_', ' ');
    }
}
