package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.transform.EvalOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a robustness job: one pass over one set of pictures. It is finished or not; what is interrupted begins anew.
 *
 * @param benchmark what it belongs to
 * @param level the corruption of its pictures, if they are corrupted
 * @param pictures where they are
 * @param operations what happens to them on their way to the network
 * @param reassessed labels by which answers are counted, too
 */
public record RobustnessPart(
        RobustnessBenchmark benchmark,
        Optional<CorruptionLevel> level,
        PictureSource pictures,
        EvalOperations operations,
        Optional<ReassessedLabels> reassessed) {

    /**
     * Pictures as they are.
     *
     * @param benchmark what they belong to
     * @param pictures where they are
     * @return the part
     */
    public static RobustnessPart of(RobustnessBenchmark benchmark, PictureSource pictures) {
        return new RobustnessPart(benchmark, Optional.empty(), pictures, EvalOperations.NONE, Optional.empty());
    }

    /**
     * Pictures of which the files are corrupted.
     *
     * @param level the corruption
     * @param pictures where they are
     * @return the part of ImageNet-C
     */
    public static RobustnessPart stored(CorruptionLevel level, PictureSource pictures) {
        return new RobustnessPart(
                RobustnessBenchmark.IMAGENET_C, Optional.of(level), pictures, EvalOperations.NONE, Optional.empty());
    }

    /**
     * Pictures that are corrupted on their way to the network: first as they are, for the error to compare with, then at each
     * level. They are corrupted when they have the size of the network's input.
     *
     * @param levels the corruptions
     * @param pictures where the clean pictures are
     * @return one part more than levels
     */
    public static List<RobustnessPart> onTheFly(List<CorruptionLevel> levels, PictureSource pictures) {
        List<RobustnessPart> parts = new ArrayList<>();
        parts.add(of(RobustnessBenchmark.CORRUPTED, pictures));
        for (CorruptionLevel level : levels) {
            parts.add(new RobustnessPart(
                    RobustnessBenchmark.CORRUPTED,
                    Optional.of(level),
                    pictures,
                    EvalOperations.onInput(level.corruption().at(level.severity())),
                    Optional.empty()));
        }
        return parts;
    }

    /**
     * The same with reassessed labels of ImageNet beside those of the data set.
     *
     * @param labels the labels
     * @return the changed part
     */
    public RobustnessPart withReassessed(ReassessedLabels labels) {
        return new RobustnessPart(benchmark, level, pictures, operations, Optional.of(labels));
    }

    /**
     * What the part is called in files; no two parts of a job are called the same.
     *
     * @return for instance {@code imagenet_a/clean} or {@code imagenet_c/gaussian_noise/3}
     */
    public String id() {
        return benchmark.id() + "/" + level.map(CorruptionLevel::toString).orElse("clean");
    }

    /**
     * What the part is called for people.
     *
     * @return for instance {@code ImageNet-C gaussian_noise/3}
     */
    public String title() {
        return benchmark.title() + level.map(some -> " " + some).orElse("");
    }
}
