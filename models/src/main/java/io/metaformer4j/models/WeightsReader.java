package io.metaformer4j.models;

import io.metaformer4j.weights.hub.RemoteFile;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.weights.load.LoadedWeights;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.PublishedWeights;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the weights of a network from any source. */
final class WeightsReader implements WeightsSource.Visitor<ModelWeights> {

    private final FoundModel model;
    private final ModelRequest request;
    private final Architecture architecture;
    private final List<String> randomNotes;
    private final Fetcher fetcher;
    private final Fitting fitting;

    /** Makes a local file of a remote one. */
    interface Fetcher {
        Path fetch(RemoteFile file) throws IOException;
    }

    /** Says how stored weights are fitted to the network. */
    interface Fitting {
        LoadOptions options(LocatedWeights located);
    }

    /**
     * Prepares to read.
     *
     * @param model the model that was found
     * @param request what was asked for
     * @param architecture the network that gets the weights, maybe with another head than the model
     * @param randomNotes what the user should know about random weights
     * @param fetcher brings files from the web
     * @param fitting how stored weights are fitted
     */
    WeightsReader(
            FoundModel model,
            ModelRequest request,
            Architecture architecture,
            List<String> randomNotes,
            Fetcher fetcher,
            Fitting fitting) {
        this.model = model;
        this.request = request;
        this.architecture = architecture;
        this.randomNotes = randomNotes;
        this.fetcher = fetcher;
        this.fitting = fitting;
    }

    @Override
    public ModelWeights own() throws IOException {
        String name = model.description().name();
        boolean published = model.description().card().weights().isPresent();
        return read(model.own()
                .orElseThrow(() -> new MetaFormerException("model " + name + " comes without weights; pass "
                        + (published ? "'pretrained' to fetch the published ones, " : "")
                        + "a checkpoint file, an https:// or hf:owner/name address, or 'random' to try its speed"))
                .locate(request.coverage()));
    }

    @Override
    public ModelWeights pretrained() throws IOException {
        if (model.own().isPresent()) {
            return own();
        }
        PublishedWeights place = model.description()
                .card()
                .weights()
                .orElseThrow(() -> new MetaFormerException("no pretrained weights of "
                        + model.description().name()
                        + " are published; pass a checkpoint file, an https:// or hf:owner/name address, or 'random'"));
        Coverage coverage = request.coverage() == Coverage.BODY ? Coverage.BODY : place.coverage();
        Optional<RemoteFile> remote = RemoteFile.parse(place.location());
        Path file = remote.isPresent() ? fetcher.fetch(remote.get()) : Path.of(place.location());
        return read(LocatedWeights.at(file, coverage));
    }

    @Override
    public ModelWeights random(long seed) {
        if (!request.part().equals(WeightsPart.ANY)) {
            throw new MetaFormerException("random weights have neither an average nor parts; do not ask for one");
        }
        return new ModelWeights(
                new InitialWeights(seed).draw(architecture),
                request.weights().toString(),
                /* averaged= */ false,
                randomNotes);
    }

    @Override
    public ModelWeights local(Path path) throws IOException {
        Path beside = path.resolve(ModelDescription.WEIGHTS_FILE_NAME); // the folder of a model, as for --model
        return read(LocatedWeights.at(Files.isRegularFile(beside) ? beside : path, request.coverage()));
    }

    @Override
    public ModelWeights remote(RemoteFile file) throws IOException {
        return read(LocatedWeights.at(fetcher.fetch(file), request.coverage()));
    }

    private ModelWeights read(LocatedWeights located) throws IOException {
        LoadOptions options = fitting.options(located).withCoverage(located.coverage());
        LoadedWeights weights = WeightsLoader.of(architecture)
                .named(model.description().name())
                .with(request.part().apply(options))
                .load(located.checkpoint());
        return new ModelWeights(weights.tensors(), located.source(), weights.averaged(), weights.notes());
    }
}
