package io.metaformer4j.weights.match;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.weights.dialect.Dialects;
import io.metaformer4j.weights.dialect.UnknownDialectException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the models of a catalog that a checkpoint belongs to, by the names and shapes of its tensors. */
public final class ModelMatcher {

    /** Share of tensors that must agree before a model is called the closest. */
    private static final double CLOSE = 0.9;

    private final Catalog catalog;

    /** How well one network fits; it has the classes and the channels of the input that the checkpoint has. */
    private record Score(Architecture architecture, int agreeing, int differing) {
        double share() {
            return (double) agreeing / (agreeing + differing);
        }
    }

    private record Fit(Model model, Score score) {
        boolean isComplete() {
            return score.differing() == 0;
        }

        boolean hasOwnClasses() {
            return model.architecture().classes() == score.architecture().classes();
        }
    }

    /**
     * Creates a matcher.
     *
     * @param catalog the models to choose from
     */
    public ModelMatcher(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Finds the models whose tensors a checkpoint holds, whatever the numbers of classes and of channels of the input.
     *
     * @param tensors tensors by name, in any dialect
     * @return the models, or empty if none fits completely
     * @throws UnknownDialectException if the names belong to no known dialect
     */
    public Optional<ModelMatch> match(Map<String, WeightTensor> tensors) {
        return match(tensors, Dialects.detect(tensors.keySet()));
    }

    /**
     * Finds the models whose tensors a checkpoint holds, whatever the numbers of classes and of channels of the input.
     *
     * @param tensors tensors by name
     * @param dialect how they are named
     * @return the models, or empty if none fits completely
     */
    public Optional<ModelMatch> match(Map<String, WeightTensor> tensors, DialectMatch dialect) {
        return matchShapes(shapes(tensors, dialect), dialect);
    }

    /** The same, by shapes under the names of the dialect. */
    Optional<ModelMatch> matchShapes(Map<String, List<Integer>> shapes, DialectMatch dialect) {
        Optional<String> id = Optional.of(dialect.dialect().id());
        List<Fit> complete = fits(shapes, dialect).stream()
                .filter(Fit::isComplete)
                .sorted(Comparator.comparing((Fit fit) -> !fit.hasOwnClasses())
                        .thenComparing(fit -> !fit.model().card().dialect().equals(id)))
                .toList();
        return complete.isEmpty()
                ? Optional.empty()
                : Optional.of(new ModelMatch(
                        complete.stream()
                                .map(fit -> new ModelMatch.Candidate(
                                        fit.model(), fit.score().architecture()))
                                .toList(),
                        dialect));
    }

    /** A clause for a message about a checkpoint that does not fit, or empty. */
    Optional<String> hint(Map<String, WeightTensor> tensors, DialectMatch dialect, Architecture wanted) {
        Optional<ModelMatch> match = match(tensors, dialect);
        if (match.isPresent()) {
            boolean fits =
                    match.get().candidates().stream().anyMatch(candidate -> differsInEndsOnly(candidate, wanted));
            return fits
                    ? Optional.empty()
                    : Optional.of("is this a " + match.get().best().model().name() + " checkpoint?");
        }
        double wantedShare = score(wanted, shapes(tensors, dialect), dialect)
                .map(Score::share)
                .orElse(0.0);
        return closest(tensors, dialect, wantedShare);
    }

    /**
     * Whether a model differs from a network at most in classes and channels of the input; a backbone wants the body of any
     * classifier like it.
     */
    private static boolean differsInEndsOnly(ModelMatch.Candidate candidate, Architecture wanted) {
        Architecture model = candidate.model().architecture();
        boolean body = FinalLayer.body(candidate.architecture())
                .withInputChannels(wanted.inputChannels())
                .equals(FinalLayer.body(wanted));
        boolean classifierForBackbone = wanted.classes() == 0 && model.classes() > 0;
        return body && (classifierForBackbone || names(model).equals(names(wanted)));
    }

    private static Set<String> names(Architecture architecture) {
        return ParameterLayout.of(architecture).specs().stream()
                .map(ParameterSpec::name)
                .collect(Collectors.toSet());
    }

    /** The model of which most tensors agree, more than a given share and almost all, as a clause; or empty. */
    public Optional<String> closest(Map<String, WeightTensor> tensors, DialectMatch dialect, double share) {
        return fits(shapes(tensors, dialect), dialect).stream()
                .max(Comparator.comparingDouble(fit -> fit.score().share()))
                .filter(fit -> fit.score().share() >= CLOSE && fit.score().share() > share)
                .map(fit -> "the closest model is " + fit.model().name() + ", where "
                        + fit.score().differing() + " tensors differ");
    }

    private static Map<String, List<Integer>> shapes(Map<String, WeightTensor> tensors, DialectMatch dialect) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        dialect.names()
                .forEach((stored, name) ->
                        shapes.put(name, ShapeRule.of(tensors.get(stored).shape())));
        return shapes;
    }

    private List<Fit> fits(Map<String, List<Integer>> shapes, DialectMatch dialect) {
        List<Fit> fits = new ArrayList<>();
        Map<Architecture, Optional<Score>> known = new HashMap<>();
        for (Model model : catalog.models()) {
            if (!hasDepths(model.architecture(), shapes, dialect)) {
                continue;
            }
            Architecture body = FinalLayer.body(model.architecture());
            Optional<Fit> whole = known.computeIfAbsent(
                            model.architecture(), architecture -> score(architecture, shapes, dialect))
                    .map(score -> new Fit(model, score));
            Optional<Fit> headless = known.computeIfAbsent(body, architecture -> score(architecture, shapes, dialect))
                    .map(score -> new Fit(model, score))
                    .filter(Fit::isComplete);
            headless.or(() -> whole).ifPresent(fits::add);
        }
        return fits;
    }

    /** Whether the stages have as many blocks, as wide, as those of a network. Spares most models the complete comparison. */
    private static boolean hasDepths(
            Architecture architecture, Map<String, List<Integer>> shapes, DialectMatch dialect) {
        for (int i = 0; i < architecture.stages().size(); i++) {
            Stage stage = architecture.stages().get(i);
            String blocks = "stages." + i + ".blocks.";
            String last = blocks + (stage.depth() - 1) + ".mlp.fc1.weight";
            String beyond = blocks + stage.depth() + ".mlp.fc1.weight";
            List<Integer> shape = shapes.get(dialect.dialect().nameOf(architecture, last));
            if (shape == null
                    || shape.size() < 2
                    || shape.get(1) != stage.dim()
                    || shapes.containsKey(dialect.dialect().nameOf(architecture, beyond))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Score> score(
            Architecture architecture, Map<String, List<Integer>> shapes, DialectMatch dialect) {
        if (dialect.dialect().unsupportedPart(architecture).isPresent()) {
            return Optional.empty();
        }
        DialectLayout layout = dialect.dialect().layout(architecture);
        Architecture sized = withStoredInput(withStoredClasses(architecture, shapes, layout), shapes, layout);
        if (!sized.equals(architecture)) {
            layout = dialect.dialect().layout(sized);
        }
        int agreeing = 0;
        int differing = 0;
        for (DialectEntry entry : layout.entries()) {
            List<Integer> stored = shapes.get(entry.name());
            if (stored != null && ShapeRule.fits(stored, entry.shape())) {
                agreeing++;
            } else if (stored != null || entry.spec().kind() != ParameterSpec.Kind.COUNTER) {
                differing++;
            }
        }
        for (String name : shapes.keySet()) {
            differing += layout.find(name).isPresent() ? 0 : 1;
        }
        return Optional.of(new Score(sized, agreeing, differing));
    }

    private static Architecture withStoredInput(
            Architecture architecture, Map<String, List<Integer>> shapes, DialectLayout layout) {
        OptionalInt channels = FirstLayer.channels(layout.findCanonical(FirstLayer.weight(architecture))
                .map(entry -> shapes.get(entry.name()))
                .orElse(List.of()));
        return channels.isPresent() ? architecture.withInputChannels(channels.getAsInt()) : architecture;
    }

    private static Architecture withStoredClasses(
            Architecture architecture, Map<String, List<Integer>> shapes, DialectLayout layout) {
        for (String canonical : FinalLayer.names(architecture)) {
            List<Integer> stored = layout.findCanonical(canonical)
                    .map(entry -> shapes.get(entry.name()))
                    .orElse(List.of());
            if (stored.size() == 1 && stored.get(0) > 0) {
                return architecture.withClasses(stored.get(0));
            }
        }
        return architecture;
    }
}
