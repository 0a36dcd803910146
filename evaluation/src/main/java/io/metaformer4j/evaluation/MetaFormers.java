package io.metaformer4j.evaluation;

import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.hub.DownloadListener;
import io.metaformer4j.weights.hub.Hub;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.hub.WeightSource;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.LoadedWeights;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.weights.model.ModelFile;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Catalog;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Model;
import io.metaformer4j.zoo.PublishedWeights;
import io.metaformer4j.zoo.PublishedWeights.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds models and their weights and makes networks of them; the way in for most users.
 *
 * <p>A model is a name of the catalog, a {@code model.json} as training writes it (or its folder), or
 * {@link ModelRequest#EMBEDDED}. Weights may be in any dialect and must fit completely; nothing is ever drawn at random unless
 * that is asked for.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class MetaFormers {

    private static final String WEIGHTS_FILE = "model.safetensors";

    private final Supplier<Catalog> catalog;
    private final Supplier<Hub> hub;
    private final DownloadListener downloads;
    private final EmbeddedModel embedded;

    private MetaFormers(
            Supplier<Catalog> catalog, Supplier<Hub> hub, DownloadListener downloads, EmbeddedModel embedded) {
        this.catalog = catalog;
        this.hub = hub;
        this.downloads = downloads;
        this.embedded = embedded;
    }

    /**
     * All published models; downloads as the environment says (cache, token, offline mode), silently.
     *
     * @return the loader of models
     */
    public static MetaFormers standard() {
        return new MetaFormers(
                Catalog::standard,
                () -> new Hub(HubSettings.fromEnvironment()),
                DownloadListener.NONE,
                EmbeddedModel.standard());
    }

    /**
     * The same with other models, for instance with some that were built in code.
     *
     * @param models the models that can be named
     * @return the changed loader
     */
    public MetaFormers withCatalog(Catalog models) {
        return new MetaFormers(() -> models, hub, downloads, embedded);
    }

    /**
     * The same with another hub.
     *
     * @param client where weights are fetched from
     * @param listener is told how downloads go
     * @return the changed loader
     */
    public MetaFormers withHub(Hub client, DownloadListener listener) {
        return new MetaFormers(catalog, () -> client, listener, embedded);
    }

    /**
     * The same with somebody who watches downloads.
     *
     * @param listener is told how downloads go
     * @return the changed loader
     */
    public MetaFormers withDownloads(DownloadListener listener) {
        return new MetaFormers(catalog, hub, listener, embedded);
    }

    /** The same with another embedded model. */
    MetaFormers withEmbedded(EmbeddedModel model) {
        return new MetaFormers(catalog, hub, downloads, model);
    }

    /**
     * Loads a model.
     *
     * @param model a name of the catalog, a path, or {@link ModelRequest#EMBEDDED}
     * @param weights which weights it gets
     * @param network device, precision and memory layout
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #load(ModelRequest)}
     */
    public LoadedModel load(String model, WeightsChoice weights, NetworkOptions network) throws IOException {
        return load(ModelRequest.of(model).withWeights(weights).withNetwork(network));
    }

    /**
     * Loads a model.
     *
     * @param request which model, with which weights, and where
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException if there is no such model, it has no such weights, or they do not fit; the message says what
     *     to do
     */
    public LoadedModel load(ModelRequest request) throws IOException {
        TorchNetwork.prepare(request.network());
        Blueprint found = find(request.model());
        Blueprint wanted = request.classes().isPresent()
                ? found.withClasses(request.classes().getAsInt())
                : found;
        return new Assembly(wanted, request.coverage(), request.part(), request.network()).assemble(request.weights());
    }

    /**
     * Loads the weights from which a network for other classes is trained. The classes that the weights know by name keep
     * their rows of the classifier, the others start fresh; where no names are known, a classifier for another number of
     * classes starts fresh as a whole.
     *
     * @param request which model, with which weights; its number of classes and its device do not matter
     * @param classNames names of the classes in the order of the logits
     * @param seed seed of whatever starts fresh
     * @return all tensors of the network for these classes
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #load(ModelRequest)}, except for the number of classes
     */
    public StartingWeights startingWeights(ModelRequest request, List<String> classNames, long seed)
            throws IOException {
        Blueprint found = find(request.model());
        return new Assembly(found, request.coverage(), request.part(), request.network())
                .startingWeights(request.weights(), classNames, seed);
    }

    /**
     * Finds out what a model takes and answers, without its weights.
     *
     * @param model a name of the catalog, a path, or {@link ModelRequest#EMBEDDED}
     * @return name, architecture, preprocessing and class names; the card of models that are no row of the catalog
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException if there is no such model
     */
    public ModelFile describe(String model) throws IOException {
        return find(model).model();
    }

    private Blueprint find(String name) throws IOException {
        if (name.equals(ModelRequest.EMBEDDED)) {
            return embedded.blueprint();
        }
        Optional<Model> listed = catalog.get().lookup(name);
        if (listed.isPresent()) {
            return Blueprint.of(listed.get());
        }
        boolean isPath = name.contains("/") || name.contains("\\") || name.endsWith(".json");
        if (isPath || Files.exists(Path.of(name))) {
            return ofFile(Path.of(name));
        }
        return Blueprint.of(catalog.get().get(name)); // says which names are near
    }

    private static Blueprint ofFile(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(ModelFile.FILE_NAME) : path;
        if (!Files.exists(file)) {
            throw new MetaFormerException("there is no model file '" + file
                    + "'; name a model.json, a folder that holds one, or a model of the catalog");
        }
        return Blueprint.of(ModelFile.read(file), new Blueprint.Own.Beside(file.resolveSibling(WEIGHTS_FILE)));
    }

    /** Brings a network and its weights together. */
    private final class Assembly {

        private final Blueprint blueprint;
        private final ModelFile model;
        private final Coverage coverage;
        private final WeightsPart part;
        private final NetworkOptions options;

        Assembly(Blueprint blueprint, Coverage coverage, WeightsPart part, NetworkOptions options) {
            this.blueprint = blueprint;
            this.model = blueprint.model();
            this.coverage = coverage;
            this.part = part;
            this.options = options;
        }

        LoadedModel assemble(WeightsChoice choice) throws IOException {
            if (choice instanceof WeightsChoice.Random random) {
                requireNoPart();
                TorchNetwork network = TorchNetwork.create(model.architecture(), options, random.seed());
                List<String> notes = List.of("The weights are random; the answers mean nothing.");
                return loaded(network, choice.toString(), /* averaged= */ false, notes);
            }
            LocatedWeights located = locate(choice);
            LoadedWeights weights =
                    loader(model.architecture(), located.coverage()).load(located.checkpoint());
            TorchNetwork network = TorchNetwork.load(model.architecture(), options, weights.tensors());
            return loaded(network, located.source(), weights.averaged(), weights.notes());
        }

        StartingWeights startingWeights(WeightsChoice choice, List<String> classNames, long seed) throws IOException {
            Architecture wanted = model.architecture().withClasses(classNames.size());
            if (choice instanceof WeightsChoice.Random random) {
                requireNoPart();
                return new StartingWeights(
                        new InitialWeights(random.seed()).draw(wanted), choice.toString(), List.of());
            }
            LocatedWeights located = locate(choice);
            Optional<KnownClasses> known =
                    located.classes().or(() -> blueprint.labels().map(KnownClasses::of));
            HeadRule rule = known.map(classes -> HeadRule.keeping(classes.rows(classNames)))
                    .orElse(HeadRule.REPLACE);
            LoadedWeights weights = loader(wanted, located.coverage())
                    .with(options(located.coverage())
                            .withHead(rule)
                            .withSeed(seed)
                            .withElementType(Optional.of(DType.F32)))
                    .load(located.checkpoint());
            return new StartingWeights(weights.tensors(), located.source(), weights.notes());
        }

        private void requireNoPart() {
            if (!part.equals(WeightsPart.ANY)) {
                throw new MetaFormerException("random weights have neither an average nor parts; do not ask for one");
            }
        }

        private LocatedWeights locate(WeightsChoice choice) throws IOException {
            if (choice instanceof WeightsChoice.Stored stored) {
                return LocatedWeights.at(fetch(stored.source()), coverage);
            } else if (choice instanceof WeightsChoice.Pretrained && blueprint.own() instanceof Blueprint.Own.None) {
                PublishedWeights place = blueprint.published().orElseThrow(this::unpublished);
                return LocatedWeights.at(
                        fetch(WeightSource.parse(place.location())),
                        coverage == Coverage.BODY ? coverage : place.coverage());
            }
            return locateOwn();
        }

        private LocatedWeights locateOwn() throws IOException {
            if (blueprint.own() instanceof Blueprint.Own.Embedded) {
                return new LocatedWeights(embedded.weights(), ModelRequest.EMBEDDED, coverage);
            } else if (blueprint.own() instanceof Blueprint.Own.Beside beside) {
                if (!Files.exists(beside.file())) {
                    throw new MetaFormerException("model " + model.name() + " has no weights beside it: '"
                            + beside.file() + "' does not exist; name the file of its weights");
                }
                return LocatedWeights.at(beside.file(), coverage);
            }
            throw new MetaFormerException("model " + model.name() + " comes without weights; pass "
                    + (blueprint.published().isPresent() ? "'pretrained' to fetch the published ones, " : "")
                    + "a checkpoint file, an https:// or hf:owner/name address, or 'random' to try its speed");
        }

        private MetaFormerException unpublished() {
            return new MetaFormerException("no pretrained weights of " + model.name()
                    + " are published; pass a checkpoint file, an https:// or hf:owner/name address, or 'random'");
        }

        private Path fetch(WeightSource source) throws IOException {
            if (source instanceof WeightSource.LocalFile local) {
                Path beside = local.path().resolve(WEIGHTS_FILE); // the folder of a model, as for --model
                return Files.isRegularFile(beside) ? beside : local.path();
            }
            return hub.get().fetch(source, Optional.empty(), downloads);
        }

        private WeightsLoader loader(Architecture architecture, Coverage covered) {
            return WeightsLoader.of(architecture).named(model.name()).with(options(covered));
        }

        private LoadOptions options(Coverage covered) {
            return part.apply(LoadOptions.STRICT.withCoverage(covered).withElementType(Optional.empty()));
        }

        private LoadedModel loaded(TorchNetwork network, String source, boolean averaged, List<String> notes) {
            return new LoadedModel(
                    model.name(), network, model.preprocessing(), blueprint.labels(), source, averaged, notes);
        }
    }
}
