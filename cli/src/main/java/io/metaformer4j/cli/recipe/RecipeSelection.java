package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.engine.Device;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import io.metaformer4j.training.recipe.published.PublishedRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The hyper-parameters of a training in layers: a standard recipe, that of the run that goes on or the one that is named, then
 * what a config says, then single options.
 */
public final class RecipeSelection {

    private static final String DEFAULT = "default";
    private static final String BATCH = "batching.size";
    private static final String WARMUP = "optimization.schedule.warmup.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            converter = RecipeChoice.Converter.class,
            description =
                    "All hyper-parameters: those of a published script by name ('metaformer recipes' lists them), "
                            + "or of a file of JSON; --config and options besides replace some of them.")
    private RecipeChoice choice;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Hyper-parameters in YAML, or in JSON if its name says so: keys of a recipe, and options "
                    + "without their dashes, such as 'lr: 1e-3'. Options besides replace them.")
    private Path config;

    @Option(
            names = "--print-config",
            description = "Print every hyper-parameter and where it is from, as YAML for --config, and do nothing "
                    + "else; DATA, --model and --output may be left out.")
    private boolean printed;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private RecipeArguments values;

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
     * Whether the hyper-parameters are only to be printed.
     *
     * @return true if nothing is to be trained
     */
    public boolean isPrintedOnly() {
        return printed;
    }

    private Optional<PublishedRecipe> published() {
        return choice == null ? Optional.empty() : choice.published();
    }

    /**
     * The model that the recipe is for.
     *
     * @return its name in the catalog; empty if the recipe is for any
     */
    public Optional<String> model() {
        return published().flatMap(PublishedRecipe::model);
    }

    /**
     * What differs from the script that the recipe is from, or is odd about it.
     *
     * @return sentences
     */
    public List<String> remarks() {
        return published().map(PublishedRecipe::remarks).orElse(List.of());
    }

    /**
     * Refuses a start from nothing if the recipe is one that goes on from trained weights.
     *
     * @param fineTuning whether the training starts from given weights
     */
    public void requireStart(boolean fineTuning) {
        Optional<String> start = published().flatMap(PublishedRecipe::start);
        if (start.isPresent() && !fineTuning) {
            throw new ParameterException(
                    spec.commandLine(),
                    "this recipe starts from trained weights of " + start.get() + "; name them with --weights");
        }
    }

    /**
     * Whether the recipe is one that is fitted to the number of pictures.
     *
     * @return true if no recipe was named
     */
    public boolean isFitted() {
        return choice == null;
    }

    /**
     * The recipe of a new run.
     *
     * @param fineTuning whether it starts from given weights
     * @param pictures number of training pictures
     * @return the recipe that was named or a standard one, with what was given
     * @throws IOException if a file cannot be read
     */
    public LayeredRecipe begun(boolean fineTuning, int pictures) throws IOException {
        LayeredRecipe wanted = layered(fineTuning ? StandardRecipes.fineTuning() : StandardRecipes.scratch(), DEFAULT);
        return isFitted() ? usage(() -> fitted(wanted, pictures)) : wanted;
    }

    /** What nobody asked for shrinks with the data and the length of the run. */
    private static LayeredRecipe fitted(LayeredRecipe wanted, int pictures) {
        int largestBatch = isDefault(wanted, BATCH) ? pictures : Integer.MAX_VALUE;
        // what was given of a warm-up must act
        int shortest = isDefault(wanted, WARMUP + "initial_rate") && isDefault(wanted, WARMUP + "prefix") ? 0 : 1;
        int longestWarmup = isDefault(wanted, WARMUP + "epochs")
                ? Math.max(shortest, wanted.recipe().epochs() / 2)
                : Integer.MAX_VALUE;
        return wanted.changed(
                wanted.recipe().fitted(largestBatch, longestWarmup),
                List.of(OriginClaim.everything("default for these data and epochs")));
    }

    private static boolean isDefault(LayeredRecipe layers, String path) {
        return layers.origin(path).equals(DEFAULT);
    }

    /**
     * The recipe of a run that goes on.
     *
     * @param saved the one it had
     * @return that one, or the one that was named, with what was given
     * @throws IOException if a file cannot be read
     */
    public LayeredRecipe continued(TrainingRecipe saved) throws IOException {
        return layered(saved, "the run");
    }

    /**
     * Refuses what can be refused without the data.
     *
     * @param resume whether a run goes on, which has a recipe of its own to change
     * @param device where the training computes
     * @throws IOException if a file cannot be read
     */
    public void requireUsable(boolean resume, Device device) throws IOException {
        if (choice != null || !resume) {
            LayeredRecipe wanted = layered(StandardRecipes.scratch(), DEFAULT);
            usage(() -> {
                wanted.recipe().requireTrainableOn(device);
                return wanted;
            });
        }
    }

    private LayeredRecipe layered(TrainingRecipe standard, String origin) throws IOException {
        LayeredRecipe base = choice == null ? LayeredRecipe.of(standard, origin) : choice.layers();
        LayeredRecipe configured =
                config == null ? base : ConfigFile.read(config).on(base);
        List<OptionSpec> given = spec.commandLine().getParseResult().matchedOptions();
        return usage(() ->
                configured.changed(values.applied(configured.recipe()), OptionPaths.claims(given, Optional.empty())));
    }

    /** Hyper-parameters that cannot be combined are wrong usage. */
    private LayeredRecipe usage(Supplier<LayeredRecipe> recipe) {
        try {
            return recipe.get();
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Prints the values of a recipe for people and for {@code --config}: as YAML, which for a published recipe begins with what is
     * known about it.
     *
     * @param layers the effective recipe
     */
    public void print(LayeredRecipe layers) {
        PrintWriter out = spec.commandLine().getOut();
        published().ifPresent(recipe -> RecipeText.of(recipe)
                .forEach((key, value) -> out.println("# " + key + ": " + value)));
        out.print(layers.toYaml());
        out.flush();
    }
}
