package io.metaformer4j.models;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.hub.DownloadListener;
import io.metaformer4j.weights.hub.Hub;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.hub.RemoteFile;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.LoadOptions.StemRule;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Finds models and their weights and makes networks of them; the way in for most users.
 *
 * <p>A model is a name of the catalog, a {@code model.json} as training writes it (or its folder), or {@link ModelRequest#EMBEDDED}.
 * Weights may be in any dialect and must fit; nothing is drawn at random unless asked for. Networks are made by the {@linkplain
 * Engines#preferred preferred} engine for what is needed, or the one that is named or handed in. Immutable, safe for concurrent use.
 */
public final class MetaFormers {

    private static final String RANDOM_NOTE = "The weights are random; the answers mean nothing.";

    private final Function<Engines.Needs, Engine> engine;
    private final Supplier<Catalog> catalog;
    private final Supplier<Hub> hub;
    private final DownloadListener downloads;
    private final EmbeddedModel embedded;

    private MetaFormers(
            Function<Engines.Needs, Engine> engine,
            Supplier<Catalog> catalog,
            Supplier<Hub> hub,
            DownloadListener downloads,
            EmbeddedModel embedded) {
        this.engine = engine;
        this.catalog = catalog;
        this.hub = hub;
        this.downloads = downloads;
        this.embedded = embedded;
    }

    /**
     * All published models, on the engine of the class path that is {@linkplain Engines#preferred preferred} for what a request
     * needs; downloads as the environment says (cache, token, offline mode), silently.
     *
     * @return the loader of models
     */
    public static MetaFormers standard() {
        return new MetaFormers(
                needs -> Engines.standard().preferred(needs),
                Catalog::standard,
                () -> new Hub(HubSettings.fromEnvironment()),
                DownloadListener.NONE,
                EmbeddedModel.standard());
    }

    /**
     * The same on a certain engine.
     *
     * @param maker makes the networks
     * @return the changed loader
     */
    public MetaFormers withEngine(Engine maker) {
        return new MetaFormers(needs -> maker, catalog, hub, downloads, embedded);
    }

    /**
     * The same on the engine of a name.
     *
     * @param name what an engine of the class path is called, for instance {@code torch}; looked for when a model is loaded
     * @return the changed loader
     */
    public MetaFormers withEngine(String name) {
        return new MetaFormers(needs -> Engines.standard().named(name), catalog, hub, downloads, embedded);
    }

    /**
     * The same with other models, for instance with some that were built in code.
     *
     * @param models the models that can be named
     * @return the changed loader
     */
    public MetaFormers withCatalog(Catalog models) {
        return new MetaFormers(engine, () -> models, hub, downloads, embedded);
    }

    /**
     * The same with another hub.
     *
     * @param client where weights are fetched from
     * @param listener is told how downloads go
     * @return the changed loader
     */
    public MetaFormers withHub(Hub client, DownloadListener listener) {
        return new MetaFormers(engine, catalog, () -> client, listener, embedded);
    }

    /**
     * The same with a listener that follows downloads.
     *
     * @param listener is told how downloads go
     * @return the changed loader
     */
    public MetaFormers withDownloads(DownloadListener listener) {
        return new MetaFormers(engine, catalog, hub, listener, embedded);
    }

    /** The same with another embedded model. */
    MetaFormers withEmbedded(EmbeddedModel model) {
        return new MetaFormers(engine, catalog, hub, downloads, model);
    }

    /**
     * Loads a model.
     *
     * @param model a name of the catalog, a path, or {@link ModelRequest#EMBEDDED}
     * @param weights where its weights come from
     * @param placement device, precision and threads
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #load(ModelRequest)}
     */
    public LoadedModel load(String model, WeightsSource weights, Placement placement) throws IOException {
        return load(ModelRequest.of(model).withWeights(weights).withPlacement(placement));
    }

    /**
     * Loads a model.
     *
     * @param request which model, with which weights, and where
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException if there is no such engine, it lacks what is needed, there is no such model, it has
     *     no such weights, or they do not fit; the message says what to do
     */
    public LoadedModel load(ModelRequest request) throws IOException {
        Engine maker = request.engine()
                .map(name -> Engines.standard().named(name))
                .orElseGet(() -> engine.apply(request.needs()));
        maker.prepare(request.placement());
        FoundModel model = find(request);
        ModelWeights weights = weights(model, request, maker.quantizedTypes());
        ModelDescription description = model.description();
        // found here: without an engine nothing is logged, so that one sentence stands alone where no logging is set up
        LoggerFactory.getLogger(MetaFormers.class)
                .debug("model {} is made by engine {}, {}", description.name(), maker.name(), request.placement());
        Network network = maker.load(
                description.architecture(), description.preprocessing(), weights.tensors(), request.placement());
        return new LoadedModel(description, network, maker.name(), weights);
    }

    /**
     * Loads the weights of a model without making a network of them; needs no engine.
     *
     * @param request which model, with which weights; its placement and engine do not matter
     * @return all tensors of the network, with the element types of the file
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #load(ModelRequest)}
     */
    public ModelWeights weights(ModelRequest request) throws IOException {
        return weights(request, Set.of());
    }

    /** The same for somebody who takes weights of further types ({@link Engine#quantizedTypes()}), and their scales. */
    public ModelWeights weights(ModelRequest request, Set<DType> quantizedTypes) throws IOException {
        return weights(find(request), request, quantizedTypes);
    }

    private FoundModel find(ModelRequest request) throws IOException {
        FoundModel found = find(request.model()).withInputChannels(request.inputChannels());
        return request.classes().isPresent()
                ? found.withClasses(request.classes().getAsInt())
                : found;
    }

    private ModelWeights weights(FoundModel model, ModelRequest request, Set<DType> quantized) throws IOException {
        LoadOptions asStored = LoadOptions.STRICT
                .withElementType(Optional.empty())
                .withQuantizedTypes(quantized)
                .withStem(request.inputChannels().isPresent() ? StemRule.ADAPT : StemRule.STRICT);
        return request.weights()
                .accept(new WeightsReader(
                        model,
                        request,
                        model.description().architecture(),
                        List.of(RANDOM_NOTE),
                        this::fetch,
                        located -> asStored));
    }

    /**
     * Loads the weights from which a network for other classes is trained. The classes that the weights know by name keep
     * their rows of the classifier, the others start fresh; where no names are known, a classifier for another number of
     * classes starts fresh as a whole. A stem for colour pictures is adapted to a network for input of other channels.
     *
     * @param request which model, with which weights; its number of classes, placement and engine do not matter
     * @param classNames names of the classes in the order of the logits
     * @param seed seed of whatever starts fresh
     * @return all tensors of the network for these classes, float32
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #load(ModelRequest)}, except for the number of classes
     */
    public ModelWeights startingWeights(ModelRequest request, List<String> classNames, long seed) throws IOException {
        FoundModel model = find(request.model()).withInputChannels(request.inputChannels());
        return started(
                model,
                request,
                classNames.size(),
                seed,
                located -> KnownClasses.headRule(classNames, located, model.description()));
    }

    /**
     * Loads the weights from which a network for ImageNet-1k is trained, from a checkpoint for ImageNet-21k: its classifier
     * becomes one for the 1000 classes, row by row, as {@link HeadRule#IMAGENET_21K_TO_1K} says.
     *
     * @param request which model, with which weights; its number of classes, placement and engine do not matter
     * @param classNames names of the 1000 classes; those that are names of ImageNet-1k must stand where they stand there
     * @param seed seed of whatever starts fresh
     * @return all tensors of the network for these classes, float32
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException as {@link #startingWeights}, and if there are not 21841 classes there and 1000 in order here
     */
    public ModelWeights startingWeightsFrom21k(ModelRequest request, List<String> classNames, long seed)
            throws IOException {
        if (request.weights().isFresh()) {
            throw new MetaFormerException("random weights have no classifier of ImageNet-21k; name other weights");
        }
        KnownClasses.requireOrderOf1k(classNames);
        FoundModel model = find(request.model()).withInputChannels(request.inputChannels());
        return started(model, request, classNames.size(), seed, located -> HeadRule.IMAGENET_21K_TO_1K);
    }

    private ModelWeights started(
            FoundModel model, ModelRequest request, int classes, long seed, Function<LocatedWeights, HeadRule> head)
            throws IOException {
        LoadOptions float32 = LoadOptions.STRICT.withSeed(seed).withStem(StemRule.ADAPT);
        return request.weights()
                .accept(new WeightsReader(
                        model,
                        request,
                        model.description().architecture().withClasses(classes),
                        List.of(),
                        this::fetch,
                        located -> float32.withHead(head.apply(located))));
    }

    /**
     * Finds out what a model takes and answers, without its weights.
     *
     * @param model a name of the catalog, a path, or {@link ModelRequest#EMBEDDED}
     * @return name, architecture, preprocessing and class names
     * @throws IOException if a file cannot be read
     * @throws MetaFormerException if there is no such model
     */
    public ModelDescription describe(String model) throws IOException {
        return find(model).description();
    }

    /**
     * Fetches a checkpoint from the web, or from the cache if it is there.
     *
     * @param file where it is
     * @return a local file
     * @throws IOException if the disk fails
     * @throws io.metaformer4j.weights.hub.DownloadException if it cannot be fetched
     */
    public Path fetch(RemoteFile file) throws IOException {
        return hub.get().fetch(file, Optional.empty(), downloads);
    }

    private FoundModel find(String name) throws IOException {
        if (name.equals(ModelRequest.EMBEDDED)) {
            return embedded.find();
        }
        Optional<Model> listed = catalog.get().lookup(name);
        boolean isPath = name.contains("/") || name.contains("\\") || name.endsWith(".json");
        if (listed.isEmpty() && (isPath || Files.exists(Path.of(name)))) {
            return FoundModel.at(Path.of(name));
        }
        Model row = listed.isPresent() ? listed.get() : catalog.get().get(name); // says which names are near
        return new FoundModel(ModelDescription.of(row), Optional.empty());
    }
}
