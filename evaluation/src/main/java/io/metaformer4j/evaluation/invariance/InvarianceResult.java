package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.loader.SkippedSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a network's features and answers move with its pictures, and how well it tells the pictures apart.
 *
 * @param pictures pictures that were measured
 * @param transformations what was measured for each transformation, in the order of the options
 * @param discriminability how well the network tells classes apart; empty without labels
 * @param skipped pictures that could not be decoded and were left out
 */
public record InvarianceResult(
        long pictures,
        List<TransformationResult> transformations,
        Optional<Discriminability> discriminability,
        SkippedSamples skipped) {

    public InvarianceResult {
        transformations = List.copyOf(transformations);
    }

    /**
     * How well a network tells the classes of untransformed pictures apart. What is invariant because it is empty is
     * not useful; this tells it from what is invariant and still says what a picture shows.
     *
     * @param classes classes that the pictures belong to
     * @param top1 percentage of pictures whose most probable class is right; empty for a feature backbone
     * @param separation Fisher's ratio of the pooled vectors: the trace of their scatter between the classes divided by
     *     that of their scatter within them; empty of fewer than two classes
     * @param stageSeparations the same of the means of the maps of each stage
     * @param nearestMean percentage of pictures whose pooled vector is nearer to the mean of the other pictures of its
     *     class than to the means of all other classes; empty if no class has two pictures
     */
    public record Discriminability(
            int classes,
            OptionalDouble top1,
            OptionalDouble separation,
            List<OptionalDouble> stageSeparations,
            OptionalDouble nearestMean) {

        public Discriminability {
            stageSeparations = List.copyOf(stageSeparations);
        }
    }

    /**
     * How far the pooled vector moves.
     *
     * @return mean over the transformations of its relative change; empty if it was 0 for all pictures
     */
    public OptionalDouble pooledChange() {
        return transformations.stream()
                .mapToDouble(each -> each.pooled().change().mean())
                .filter(Double::isFinite)
                .average();
    }

    /**
     * How often answers stay the same.
     *
     * @return mean over the transformations of the percentage; empty for a feature backbone
     */
    public OptionalDouble consistency() {
        return transformations.stream()
                .flatMap(each -> each.predictions().stream())
                .mapToDouble(TransformationResult.OfPredictions::consistency)
                .average();
    }
}
