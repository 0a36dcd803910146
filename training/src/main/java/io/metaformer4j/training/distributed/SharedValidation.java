package io.metaformer4j.training.distributed;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.ValidationCounts;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A validation that several processes share: each runs its part of the pictures, every picture is run once, and all processes
 * get the counts of one process that ran them all. Confined to one thread.
 */
public final class SharedValidation implements Evaluation {

    private final RankGroup ranks;
    private final ValidationOptions options;
    private final Dataset<ClassTarget> data;
    private final Consumer<SkippedSamples> skipped;
    private Optional<PredictedClasses> last = Optional.empty();

    /**
     * Prepares a validation.
     *
     * @param ranks the processes
     * @param options preprocessing, batches, threads and labels, the same in all processes
     * @param data all the pictures, the same in all processes; whoever opened them closes them
     * @param skipped is told after each validation which pictures of this process could not be decoded
     */
    public SharedValidation(
            RankGroup ranks, ValidationOptions options, Dataset<ClassTarget> data, Consumer<SkippedSamples> skipped) {
        this.ranks = ranks;
        this.options = options;
        this.data = data;
        this.skipped = skipped;
    }

    @Override
    public List<Metric> metrics() {
        return ClassificationMetrics.ALL;
    }

    @Override
    public Metrics measure(Network network) {
        ranks.requireSame("number of validation pictures", String.valueOf(data.size()));
        PredictedClasses answers = PredictedClasses.ofPictures(data.size());
        ValidationCounts own = count(network, answers);
        skipped.accept(own.skipped());
        Metrics metrics = ranks.size() == 1
                ? own.metrics()
                : ValidationCounts.of(ranks.sums(own.numbers())).metrics();
        last = Optional.of(answers);
        return metrics;
    }

    /** One process alone may meet pictures without an answer; the others would wait for its counts. */
    private ValidationCounts count(Network network, PredictedClasses answers) {
        Optional<NonFiniteLogitsException> failure = Optional.empty();
        Optional<ValidationCounts> counts = Optional.empty();
        try {
            counts = Optional.of(Validator.of(network, options).countPart(data, ranks.part(), answers));
        } catch (NonFiniteLogitsException e) {
            failure = Optional.of(e);
        } catch (IOException e) {
            throw new IllegalStateException("answers stay in memory, so storing them cannot fail", e);
        }
        if (ranks.any(failure.isPresent())) {
            throw failure.orElseGet(() -> new NonFiniteLogitsException(List.of(), network));
        }
        return counts.orElseThrow();
    }

    /**
     * What the network of the last {@linkplain #measure measurement} took each of the pictures for, whichever process ran it. All
     * processes ask together, and get the same.
     *
     * @return the answers to all pictures that could be decoded; empty before the first measurement
     */
    public Optional<PredictedClasses> predictions() {
        return last.map(own -> PredictedClasses.of(ranks.sums(own.numbers())));
    }
}
