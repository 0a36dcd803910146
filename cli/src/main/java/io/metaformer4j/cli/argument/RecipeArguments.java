package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.PrecisionConverter;
import io.metaformer4j.cli.argument.optimization.SelectionArguments;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The hyper-parameters of a training as single options. What is not given stays as it is. */
public final class RecipeArguments {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Passes over the data (default: 60, for given weights 20).")
    private Integer epochs;

    @Option(
            names = {"--batch-size", "-b"},
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Pictures in a forward pass (default: 128, for given weights 32; no more than there are pictures).")
    private Integer batchSize;

    @Option(
            names = "--grad-accum-steps",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Batches whose gradients make one update (default: 1).")
    private Integer accumulation;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Copies of the network that share a batch, one thread each; on processors often faster than "
                    + "one copy with many threads (default: 1).")
    private Integer replicas;

    @Option(
            names = "--shuffle-buffer",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Read the shards of the data one behind the other, in a new order in every epoch, and mix N "
                    + "pictures at a time; 0 mixes all pictures (default: 0).")
    private Integer shuffleBuffer;

    @Option(
            names = "--aug-repeats",
            paramLabel = "N",
            converter = MagnitudeConverter.class,
            description = "Show every picture N times in a row, varied differently each time, in epochs that are no "
                    + "longer for it; 0 for the plain order (default: 0).")
    private Double repeats;

    @Option(
            names = "--grad-checkpointing",
            description = "Compute each block again in the backward pass instead of keeping all of it: less memory, "
                    + "about a third more time, the same gradients.")
    private boolean checkpointGradients;

    @Option(
            names = "--sync-bn",
            description = "Take the statistics of batch normalisation from the whole batch where several processes "
                    + "share it, not from the pictures of each.")
    private boolean synchronizeStatistics;

    @Mixin
    private OptimizationArguments optimization;

    @Mixin
    private ObjectiveArguments objective;

    @Mixin
    private SelectionArguments selection;

    @Option(
            names = "--drop-path",
            paramLabel = "P",
            converter = BelowOneConverter.class,
            description = "Probability of stochastic depth in the last block (default: 0).")
    private Double dropPath;

    @Option(
            names = {"--drop", "--head-dropout"},
            paramLabel = "P",
            converter = BelowOneConverter.class,
            description = "Probability of dropout in the head (default: 0).")
    private Double drop;

    @Mixin
    private AugmentationArguments augmentation;

    @Option(
            names = {"--precision", "--amp-dtype"},
            paramLabel = "PRECISION",
            converter = PrecisionConverter.class,
            description = "fp32, or bf16 or fp16 with float32 weights; fp16 scales losses and needs --device cuda "
                    + "(default: fp32).")
    private Precision precision;

    @Option(names = "--amp", description = "fp16, unless --amp-dtype says bf16.")
    private boolean mixedPrecision;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Where all randomness comes from; the same seed gives the same run (default: 42).")
    private Long seed;

    /**
     * A recipe with what was given.
     *
     * @param base the recipe to change
     * @return the changed recipe
     * @throws MetaFormerException if options mean nothing together, or make a recipe that is impossible
     */
    public TrainingRecipe applied(TrainingRecipe base) {
        return new TrainingRecipe(
                base.name(),
                GivenOptions.or(seed, base.seed()),
                GivenOptions.or(epochs, base.epochs()),
                batching(base.batching()),
                objective.objective(base.objective()),
                optimization.optimization(base.optimization()),
                augmentation.augmentation(base.augmentation()),
                new Architecture.Regularization(
                        GivenOptions.or(dropPath, base.regularization().stochasticDepth()),
                        GivenOptions.or(drop, base.regularization().headDropout())),
                precision(base.precision()),
                selection.selection(base.kept()));
    }

    private Batching batching(Batching base) {
        return new Batching(
                GivenOptions.or(batchSize, base.size()),
                GivenOptions.or(accumulation, base.accumulation()),
                GivenOptions.or(replicas, base.replicas()),
                GivenOptions.or(shuffleBuffer, base.shuffleBuffer()),
                GivenOptions.or(repeats, base.repeats()),
                checkpointGradients || base.checkpointGradients(),
                synchronizeStatistics || base.synchronizeStatistics());
    }

    /**
     * What a recipe asks for in vain.
     *
     * @param recipe the recipe
     * @param network the network that is trained by it
     * @return a sentence; empty if there is nothing of the kind
     */
    public static Optional<String> statisticsNote(TrainingRecipe recipe, Architecture network) {
        boolean counts = ParameterLayout.of(network).specs().stream()
                .anyMatch(spec -> spec.kind() == ParameterSpec.Kind.COUNTER); // of batches, as batch normalisation does
        return recipe.batching().synchronizeStatistics() && !counts
                ? Optional.of("the network has no batch normalisation, so that --sync-bn changes nothing")
                : Optional.empty();
    }

    private Precision precision(Precision base) {
        if (mixedPrecision && precision == Precision.FLOAT32) {
            throw new MetaFormerException("--amp asks for a lower precision than the fp32 that is given besides; leave "
                    + "one of the two out");
        }
        return GivenOptions.or(precision, mixedPrecision ? Precision.FLOAT16 : base);
    }
}
