package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.argument.InputSizeArguments;
import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.cli.rank.RankArguments;
import io.metaformer4j.engine.Device;
import io.metaformer4j.training.checkpoint.ResultFiles;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipe;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The hyper-parameters of a training in layers: a standard recipe, that of the run that goes on or the one that is named, then
 * what a config says, then single options. The config may give the other options of the command, too.
 */
public final class RecipeSelection {

    private static final String DEFAULT = "default";

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
            description = "Values in YAML, or in JSON if its name says so: keys of a recipe, and options of this "
                    + "command without their dashes, such as 'lr: 1e-3'. Options besides replace them. A run's "
                    + "args.yaml is such a file, and so is that of timm.")
    private Path config;

    @Option(
            names = "--print-config",
            description = "Print every value of the command and where it is from, as YAML for --config, and do "
                    + "nothing else; DATA, --model and --output may be left out.")
    private boolean printed;

    @Mixin
    private InputSizeArguments size;

    @Mixin
    private RecipeArguments values;

    private Optional<ConfigFile> configFile = Optional.empty();
    private Set<String> configuredKeys = Set.of();

    /**
     * Reads the config, if there is one, and gives the command what it says besides hyper-parameters and the command line does
     * not. Comes before anything else is asked.
     *
     * @param resume whether a run goes on, which takes nothing of what a config says about its start
     * @throws IOException if the config cannot be read
     * @throws MetaFormerException if it cannot be understood
     */
    public void takeConfig(boolean resume) throws IOException {
        if (config == null) {
            return;
        }
        ConfigFile read = ConfigFile.read(config, spec);
        List<String> passedOver = new ArrayList<>(resume ? RunArguments.START : List.of());
        if (RankArguments.isStarted()) {
            passedOver.addAll(RankArguments.STARTING); // this process is one of them already
        }
        configuredKeys = new ConfiguredLine(spec.commandLine(), read).parse(passedOver);
        configFile = Optional.of(read);
    }

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

    /** What a new run begins with: the recipe that was named, or the defaults of the script that wrote the config. */
    private Optional<RecipeChoice> beginning() {
        return choice == null
                ? configFile.filter(ConfigFile::isOfTimm).map(file -> RecipeChoice.timm())
                : Optional.of(choice);
    }

    /**
     * What differs from the script that the recipe is from, or is odd about it or the config.
     *
     * @return sentences
     */
    public List<String> remarks() {
        return Stream.concat(
                        configFile.flatMap(ConfigFile::remark).stream(),
                        published().map(PublishedRecipe::remarks).orElse(List.of()).stream())
                .toList();
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
     * The recipe of a new run. If none is named, the values that nobody gives are fitted to the run.
     *
     * @param fineTuning whether it starts from given weights
     * @param pictures counts the training pictures; asked only if a value depends on them
     * @param processes how many processes train together
     * @return the recipe that was named or a standard one, with what was given
     * @throws IOException if a file cannot be read
     */
    public LayeredRecipe begun(boolean fineTuning, PictureCount pictures, int processes) throws IOException {
        TrainingRecipe standard = fineTuning ? StandardRecipes.fineTuning() : StandardRecipes.scratch();
        LayeredRecipe wanted = layered(base(beginning(), standard, DEFAULT));
        if (beginning().isPresent()) {
            return wanted;
        }
        int count = FittedRecipe.dependsOnPictures(wanted, DEFAULT) ? pictures.get() : Integer.MAX_VALUE;
        return usage(() -> FittedRecipe.of(wanted, DEFAULT, count, processes));
    }

    /**
     * The recipe of a run that goes on.
     *
     * @param saved the one it had
     * @return that one, or the one that was named, with what was given
     * @throws IOException if a file cannot be read
     */
    public LayeredRecipe continued(TrainingRecipe saved) throws IOException {
        return layered(base(Optional.ofNullable(choice), saved, "the run"));
    }

    /**
     * Refuses a config that a new run would write over.
     *
     * @param output folder of the run
     * @throws IOException if the files cannot be compared
     * @throws MetaFormerException if the config is the folder's own
     */
    public void requireKept(Path output) throws IOException {
        if (configFile.isPresent()) {
            configFile.get().requireOther(output.resolve(ResultFiles.ARGUMENTS));
        }
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
            Optional<RecipeChoice> start = resume ? Optional.of(choice) : beginning();
            LayeredRecipe wanted = layered(base(start, StandardRecipes.scratch(), DEFAULT));
            usage(() -> {
                wanted.recipe().requireTrainableOn(device);
                return wanted;
            });
        }
    }

    private static LayeredRecipe base(Optional<RecipeChoice> named, TrainingRecipe standard, String origin)
            throws IOException {
        return named.isPresent() ? named.get().layers() : LayeredRecipe.of(standard, origin);
    }

    private LayeredRecipe layered(LayeredRecipe base) {
        LayeredRecipe configured =
                configFile.isEmpty() ? base : configFile.get().on(base);
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
     * Prints the values of the command for people and for {@code --config}: as YAML, which for a published recipe begins with what
     * is known about it.
     *
     * @param layers the effective recipe
     * @param resumed folder of the run that goes on; empty for a new one
     * @throws IOException if the folder cannot be read
     */
    public void print(LayeredRecipe layers, Optional<Path> resumed) throws IOException {
        String yaml = yaml(layers, resumed);
        PrintWriter out = spec.commandLine().getOut();
        configFile
                .flatMap(ConfigFile::remark)
                .ifPresent(remark -> spec.commandLine().getErr().println("note: " + remark));
        published().ifPresent(recipe -> RecipeText.of(recipe)
                .forEach((key, value) -> out.println("# " + key + ": " + value)));
        out.print(yaml);
        out.flush();
    }

    /**
     * Writes the values of the command into the folder of the run, for {@code --config}.
     *
     * @param layers the effective recipe
     * @param output the folder
     * @param resume whether a run goes on, whose values so far are there
     * @throws IOException if the file cannot be written
     */
    public void write(LayeredRecipe layers, Path output, boolean resume) throws IOException {
        String yaml = yaml(layers, Optional.of(output).filter(folder -> resume));
        AtomicFile.write(output.resolve(ResultFiles.ARGUMENTS), yaml.getBytes(StandardCharsets.UTF_8));
    }

    private String yaml(LayeredRecipe layers, Optional<Path> resumed) throws IOException {
        RunArguments run = RunArguments.of(
                spec, configuredKeys, configFile.map(ConfigFile::origin).orElse(""));
        if (resumed.isPresent()) {
            run.goOn(resumed.get());
        } else {
            model().ifPresent(model -> run.imply("--model", model, "recipe " + choice.file()));
        }
        RankArguments.started().forEach(run::replace);
        return run.toYaml() + layers.toYaml();
    }
}
