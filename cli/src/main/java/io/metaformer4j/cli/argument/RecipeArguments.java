package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.TextFile;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The hyper-parameters of a training: single options change a recipe file or, without one, a standard recipe or, with --resume,
 * that of the run.
 */
public final class RecipeArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "All hyper-parameters as JSON; those that are given besides replace those of the file.")
    private Path file;

    @Mixin
    private InputSizeArguments size;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Passes over the data (default: 60, for given weights 20).")
    private Integer epochs;

    @Option(
            names = "--batch-size",
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

    @Mixin
    private OptimizationArguments optimization;

    @Mixin
    private ObjectiveArguments objective;

    @Option(
            names = "--drop-path",
            paramLabel = "P",
            converter = BelowOneConverter.class,
            description = "Probability of stochastic depth in the last block (default: 0).")
    private Double dropPath;

    @Option(
            names = "--drop",
            paramLabel = "P",
            converter = BelowOneConverter.class,
            description = "Probability of dropout in the head (default: 0).")
    private Double drop;

    @Mixin
    private AugmentationArguments augmentation;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "fp32, or bf16 with float32 weights (default: fp32).")
    private Precision precision;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Where all randomness comes from; the same seed gives the same run (default: 42).")
    private Long seed;

    /**
     * The model's preprocessing at the wanted size.
     *
     * @param own the model's own
     * @return the same with the size that was given, if any
     */
    public Preprocessing size(Preprocessing own) {
        return size.apply(own);
    }

    /**
     * The recipe of a new run.
     *
     * @param fineTuning whether it starts from given weights
     * @param pictures number of training pictures
     * @return the recipe of the file or a standard one, with what was given
     * @throws IOException if the recipe file cannot be read
     */
    public TrainingRecipe recipe(boolean fineTuning, int pictures) throws IOException {
        if (file != null) {
            TrainingRecipe written = read();
            return usage(() -> changed(written));
        }
        TrainingRecipe base = fineTuning ? StandardRecipes.fineTuning() : StandardRecipes.scratch();
        TrainingRecipe wanted = usage(() -> changed(base));
        return usage(() -> wanted.fitted(
                batchSize == null ? pictures : Integer.MAX_VALUE, optimization.longestWarmup(wanted.epochs())));
    }

    /**
     * The recipe of a run that goes on.
     *
     * @param saved the one it had
     * @return that one, or the recipe of the file, with what was given
     * @throws IOException if the recipe file cannot be read
     */
    public TrainingRecipe recipe(TrainingRecipe saved) throws IOException {
        TrainingRecipe base = file == null ? saved : read();
        return usage(() -> changed(base));
    }

    /**
     * Refuses what can be refused without the data.
     *
     * @param resume whether a run goes on, which has a recipe of its own to change
     * @throws IOException if the recipe file cannot be read
     */
    public void requireUsable(boolean resume) throws IOException {
        if (file != null || !resume) {
            TrainingRecipe base = file == null ? StandardRecipes.scratch() : read();
            usage(() -> changed(base));
        }
    }

    private TrainingRecipe read() throws IOException {
        String text = TextFile.read(file, "recipe");
        try {
            return TrainingRecipe.parse(text);
        } catch (MetaFormerException e) {
            throw new MetaFormerException(
                    "recipe '" + file + "' cannot be understood: " + e.getMessage()
                            + "; write it as the recipes of this project",
                    e);
        }
    }

    /** Hyper-parameters that cannot be combined are wrong usage. */
    private TrainingRecipe usage(Supplier<TrainingRecipe> recipe) {
        try {
            return recipe.get();
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TrainingRecipe changed(TrainingRecipe base) {
        Batching batching = base.batching();
        return new TrainingRecipe(
                base.name(),
                Given.or(seed, base.seed()),
                Given.or(epochs, base.epochs()),
                new Batching(
                        Given.or(batchSize, batching.size()),
                        Given.or(accumulation, batching.accumulation()),
                        Given.or(replicas, batching.replicas())),
                objective.objective(base.objective()),
                optimization.optimization(base.optimization()),
                augmentation.augmentation(base.augmentation()),
                new Architecture.Regularization(
                        Given.or(dropPath, base.regularization().stochasticDepth()),
                        Given.or(drop, base.regularization().headDropout())),
                Given.or(precision, base.precision()));
    }
}
