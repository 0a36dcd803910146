package io.metaformer4j.models;

import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which model to load, with which weights, and where.
 *
 * @param model a name of the catalog, the path of a {@code model.json} or of a folder that holds one, or {@link #EMBEDDED}
 * @param weights which weights it gets
 * @param coverage whether the weights must fill the whole network, or the head (the norms, of a feature backbone) starts fresh
 * @param classes number of classes, where the weights were fine-tuned for another number than the catalog's model has
 * @param inputChannels channels of the input, if they are not to be those of the model; a stem for colours is adapted then
 * @param part which of the weights in a file with several
 * @param needs device, precision and threads, and what the network must be able to do beside answering
 * @param engine what the engine is called that makes the network; empty for that of the {@link MetaFormers}
 */
public record ModelRequest(
        String model,
        WeightsSource weights,
        Coverage coverage,
        OptionalInt classes,
        OptionalInt inputChannels,
        WeightsPart part,
        Engines.Needs needs,
        Optional<String> engine) {

    /** The name of the model that comes with the library: ten classes of things and animals, for small pictures. */
    public static final String EMBEDDED = "embedded";

    public ModelRequest {
        if (model.isBlank()) {
            throw new MetaFormerException("the model has no name; use a name of the catalog, a path, or " + EMBEDDED);
        }
        if (classes.isPresent() && classes.getAsInt() < 1) {
            throw new MetaFormerException("number of classes " + classes.getAsInt() + " must be at least 1");
        }
        if (inputChannels.isPresent() && inputChannels.getAsInt() < 1) {
            throw new MetaFormerException("number of channels " + inputChannels.getAsInt() + " must be at least 1");
        }
    }

    /**
     * The model that comes with the library, with its weights.
     *
     * @return the request
     */
    public static ModelRequest embedded() {
        return of(EMBEDDED);
    }

    /**
     * A model with the weights that belong to it, in single precision on the processor.
     *
     * @param model name or path; a name of the catalog needs {@linkplain #withWeights weights} too
     * @return the request
     */
    public static ModelRequest of(String model) {
        return new ModelRequest(
                model,
                new WeightsSource.Own(),
                Coverage.WHOLE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                WeightsPart.ANY,
                Engines.Needs.ANSWERS,
                Optional.empty());
    }

    /**
     * The same with other weights.
     *
     * @param text what {@link WeightsSource#parse} understands, e.g. {@code pretrained} or a path
     * @return the changed request
     */
    public ModelRequest withWeights(String text) {
        return withWeights(WeightsSource.parse(text));
    }

    /**
     * The same with other weights.
     *
     * @param source where they come from
     * @return the changed request
     */
    public ModelRequest withWeights(WeightsSource source) {
        return new ModelRequest(model, source, coverage, classes, inputChannels, part, needs, engine);
    }

    /**
     * The same with stem and stages from the weights, and a fresh head: a classifier to be trained, or the norms behind the
     * maps of a feature backbone, which classification checkpoints do not have.
     *
     * @return the changed request
     */
    public ModelRequest withFreshHead() {
        return new ModelRequest(model, weights, Coverage.BODY, classes, inputChannels, part, needs, engine);
    }

    /**
     * The same for weights that were fine-tuned for another number of classes.
     *
     * @param number number of classes
     * @return the changed request
     */
    public ModelRequest withClasses(int number) {
        return new ModelRequest(model, weights, coverage, OptionalInt.of(number), inputChannels, part, needs, engine);
    }

    /**
     * The same for input of another number of channels: 1 takes pictures in shades of gray, a number other than 1 and 3 takes
     * tensors only. The stem of weights for colour pictures is adapted, see
     * {@link io.metaformer4j.weights.load.LoadOptions.StemRule#ADAPT}.
     *
     * @param number channels of the input
     * @return the changed request
     */
    public ModelRequest withInputChannels(int number) {
        return new ModelRequest(model, weights, coverage, classes, OptionalInt.of(number), part, needs, engine);
    }

    /**
     * The same on another device, in another precision, with another number of threads.
     *
     * @param where device, precision and threads
     * @return the changed request
     */
    public ModelRequest withPlacement(Placement where) {
        return new ModelRequest(
                model, weights, coverage, classes, inputChannels, part, needs.withPlacement(where), engine);
    }

    /**
     * Where and how the network computes.
     *
     * @return device, precision and threads
     */
    public Placement placement() {
        return needs.placement();
    }

    /**
     * The same with a network that can do more than answer, on an engine that has such networks; not needed where the engine is named.
     *
     * @param wanted for instance {@link Capability#GRADIENTS}, for heat-maps
     * @return the changed request
     */
    public ModelRequest withCapabilities(Capability... wanted) {
        Engines.Needs more = needs.withCapabilities(wanted);
        return new ModelRequest(model, weights, coverage, classes, inputChannels, part, more, engine);
    }

    /**
     * The same with certain weights of a file that holds several.
     *
     * @param wanted averaged or raw weights, and of which network
     * @return the changed request
     */
    public ModelRequest withPart(WeightsPart wanted) {
        return new ModelRequest(model, weights, coverage, classes, inputChannels, wanted, needs, engine);
    }

    /**
     * The same on a certain engine, whatever that of the {@link MetaFormers} is.
     *
     * @param name what an engine of the class path is called, for instance {@code torch}; looked for when the model is loaded
     * @return the changed request
     */
    public ModelRequest withEngine(String name) {
        return new ModelRequest(model, weights, coverage, classes, inputChannels, part, needs, Optional.of(name));
    }
}
