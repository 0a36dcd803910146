package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.model.KeptModel;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which models with which weights, on which engine; for commands that take several. */
public final class ModelSetArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = ModelRequest.EMBEDDED,
            description = "Names of published models, also with * and ?, or folders or model.json files of your own; "
                    + "give the option again, or put commas between them (default: the ${DEFAULT-VALUE} one).")
    private List<String> models;

    @Option(
            names = "--weights",
            paramLabel = "WEIGHTS",
            description = "'pretrained', hf:OWNER/NAME, an https address, a checkpoint file, or 'random[:SEED]'; once "
                    + "for all models, or once for each in their order (default: those of your own or the embedded "
                    + "model, and the published ones of the others).")
    private List<WeightsSource> weights;

    @Mixin
    private LoadingArguments loading;

    /**
     * Refuses outputs that would replace a model or its weights.
     *
     * @param outputs what the command writes
     * @throws IOException if a path cannot be looked at
     */
    public void requireKept(CommandOutputs outputs) throws IOException {
        for (String text : models) {
            for (String name : parts(text)) {
                KeptModel.requireKept(outputs, "--model", name);
            }
        }
        for (WeightsSource source : given()) {
            KeptModel.requireKept(outputs, source);
        }
    }

    /**
     * The models in the order in which they were named, those of a pattern in natural order; each pair of model and weights
     * once.
     *
     * @return at least one model, with names of which no two are equal
     * @throws io.metaformer4j.zoo.MetaFormerException if the catalog has no such name, or none that matches a pattern
     * @throws ParameterException if there are neither one nor as many weights as models
     */
    public List<NamedModel> selected() {
        List<String> names = names();
        List<WeightsSource> sources = sources(names.size());
        List<ModelRequest> requests = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            requests.add(ModelRequest.of(names.get(i)).withWeights(sources.get(i)));
        }
        List<NamedModel> selected = new ArrayList<>();
        for (ModelRequest request : new LinkedHashSet<>(requests)) {
            boolean alone = requests.stream().allMatch(other -> other.equals(request) || !isNamesake(other, request));
            selected.add(
                    loading.apply(alone ? request.model() : request.model() + " with " + request.weights(), request));
        }
        return selected;
    }

    private static boolean isNamesake(ModelRequest one, ModelRequest other) {
        return one.model().equals(other.model());
    }

    private List<WeightsSource> given() {
        return weights == null ? List.of() : weights;
    }

    /** A model that several patterns match is meant once, unless each place has weights of its own. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (String text : models) {
            for (String part : parts(text)) {
                names.addAll(matching(part));
            }
        }
        boolean eachHasItsOwn = given().size() > 1 && given().size() == names.size();
        return List.copyOf(eachHasItsOwn ? names : new LinkedHashSet<>(names));
    }

    private List<WeightsSource> sources(int number) {
        if (given().isEmpty()) {
            return Collections.nCopies(number, new WeightsSource.Pretrained());
        }
        if (given().size() == 1) {
            return Collections.nCopies(number, given().get(0));
        }
        if (given().size() != number) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--weights was given " + given().size() + " times for " + number
                            + (number == 1 ? " model" : " models")
                            + "; give it once for all models, or once for each in their order");
        }
        return given();
    }

    /** A path may hold a comma. */
    private List<String> parts(String text) {
        if (text.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--model is empty; name a model, or leave the option out");
        }
        if (exists(text)) {
            return List.of(text);
        }
        List<String> parts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (parts.stream().anyMatch(String::isBlank)) {
            throw new ParameterException(
                    spec.commandLine(), "--model '" + text + "' has an empty name beside a comma; leave the comma out");
        }
        return parts;
    }

    /**
     * The models that a name or pattern means.
     *
     * @param part a name of the catalog, also with {@code *} and {@code ?}, a path, or that of the embedded model
     * @return at least one name or path, those of a pattern in natural order
     * @throws io.metaformer4j.zoo.MetaFormerException if the catalog has no such name, or none that matches
     */
    public static List<String> matching(String part) {
        boolean isPath = part.contains("/") || part.contains("\\") || part.endsWith(".json") || exists(part);
        if (isPath || part.equals(ModelRequest.EMBEDDED)) {
            return List.of(part);
        }
        Catalog catalog = Catalog.standard();
        List<Model> found = catalog.find(part);
        // refuses what nothing matches, and says which names are near
        return found.isEmpty()
                ? List.of(catalog.get(part).name())
                : found.stream().map(Model::name).toList();
    }

    private static boolean exists(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false; // a pattern, on systems whose file names cannot hold it
        }
    }
}
