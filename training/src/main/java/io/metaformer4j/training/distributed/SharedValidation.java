package io.metaformer4j.training.distributed;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ValidationCounts;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.util.function.Consumer;

/**
 * A validation that several processes share: each runs its part of the pictures, every picture is run once, and all processes
 * get the counts of one process that ran them all. Confined to one thread.
 */
public final class SharedValidation implements Metric {

    private final RankGroup ranks;
    private final ValidationOptions options;
    private final Dataset<ClassTarget> data;
    private final Consumer<SkippedSamples> skipped;

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
    public Metrics measure(Network network) {
        ranks.requireSame("number of validation pictures", String.valueOf(data.size()));
        ValidationCounts own = Validator.of(network, options).count(data, ranks.part());
        skipped.accept(own.skipped());
        return ranks.size() == 1
                ? own.metrics()
                : ValidationCounts.of(ranks.sums(own.numbers())).metrics();
    }
}
