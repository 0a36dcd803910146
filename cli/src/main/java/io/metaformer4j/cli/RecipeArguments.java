package io.metaformer4j.cli;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.StandardRecipes;
import io.metaformer4j.training.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.TextFile;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The hyper-parameters of a training: a recipe file, or single options, which change a standard recipe or, with --resume, that
 * of the run.
 */
final class RecipeArguments {

    private static final String FILE = "--recipe";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Spec(Spec.Target.SELF)
    private CommandSpec own;

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "All hyper-parameters as JSON; no single ones may be given then.")
    private Path file;

    @Mixin
    private InputSizeArguments size;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Passes over the data (default: 60, for given weights 20).")
    private Integer epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description =
                    "Pictures in a forward pass (default: 128, for given weights 32; no more than there are pictures).")
    private Integer batchSize;

    @Option(
            names = "--grad-accum-steps",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Batches whose gradients make one update (default: 1).")
    private Integer accumulation;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Copies of the network that share a batch, one thread each; on processors often faster than "
                    + "one copy with many threads (default: 1).")
    private Integer replicas;

    @Mixin
    private OptimizationArguments optimization;

    @Option(
            names = "--smoothing",
            paramLabel = "SHARE",
            converter = ValueRange.BelowOne.class,
            description = "Label smoothing, 0 for none (default: 0.1).")
    private Double labelSmoothing;

    @Option(
            names = "--drop-path",
            paramLabel = "P",
            converter = ValueRange.BelowOne.class,
            description = "Probability of stochastic depth in the last block (default: 0).")
    private Double dropPath;

    @Option(
            names = "--drop",
            paramLabel = "P",
            converter = ValueRange.BelowOne.class,
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

    /** The model's preprocessing at the wanted size. */
    Preprocessing size(Preprocessing own) {
        return size.apply(own);
    }

    /**
     * The recipe of a new run.
     *
     * @param fineTuning whether it starts from given weights
     * @param pictures number of training pictures
     */
    TrainingRecipe recipe(boolean fineTuning, int pictures) throws IOException {
        if (file != null) {
            return read();
        }
        TrainingRecipe base = fineTuning ? StandardRecipes.fineTuning() : StandardRecipes.scratch();
        TrainingRecipe wanted = usage(() -> changed(base));
        return usage(() -> wanted.fitted(
                batchSize == null ? pictures : Integer.MAX_VALUE,
                optimization.warmupGiven() ? Integer.MAX_VALUE : wanted.epochs() / 2));
    }

    /** The recipe of a run that goes on. */
    TrainingRecipe recipe(TrainingRecipe saved) throws IOException {
        return file == null ? usage(() -> changed(saved)) : read();
    }

    /** Refuses what can be refused without the data. */
    void requireUsable() {
        if (file == null) {
            usage(() -> changed(StandardRecipes.scratch()));
        } else if (!given().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--recipe holds all hyper-parameters; leave out " + String.join(", ", given()));
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

    /** Options of this group on the command line, other than the recipe and the size. */
    private List<String> given() {
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> own.findOption(name) != null)
                .filter(name -> !name.equals(FILE) && !name.equals(InputSizeArguments.SIZE))
                .toList();
    }

    private TrainingRecipe changed(TrainingRecipe base) {
        return new TrainingRecipe(
                base.name(),
                Given.or(seed, base.seed()),
                Given.or(epochs, base.epochs()),
                Given.or(batchSize, base.batchSize()),
                Given.or(accumulation, base.accumulation()),
                Given.or(replicas, base.replicas()),
                optimization.optimizer(base.optimizer()),
                optimization.schedule(base.schedule()),
                Given.or(labelSmoothing, base.labelSmoothing()),
                optimization.clipping(base.clipping()),
                optimization.averaging(base.averaging()),
                augmentation.augmentation(base.augmentation()),
                new Architecture.Regularization(
                        Given.or(dropPath, base.regularization().stochasticDepth()),
                        Given.or(drop, base.regularization().headDropout())),
                Given.or(precision, base.precision()));
    }
}
