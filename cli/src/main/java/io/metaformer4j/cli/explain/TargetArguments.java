package io.metaformer4j.cli.explain;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.SimilarNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which classes of a model are explained. */
final class TargetArguments {

    private static final Pattern INDEX = Pattern.compile("[+-]?\\d+");
    private static final int SUGGESTIONS = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "CLASS",
            split = ",",
            description = "Class to explain: a name, one of its synonyms, a WordNet id or an index from 0; several "
                    + "with commas (default: the most probable one of each picture).")
    private List<String> targets;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            converter = CountConverter.class,
            description = "Explain the K most probable classes of each picture.")
    private Integer topK;

    /** Refuses both at once. */
    void check() {
        if (targets != null && topK != null) {
            throw new ParameterException(
                    spec.commandLine(), "--target and --top-k both say which classes are explained; give one of them");
        }
    }

    /** The classes that are the same for all pictures of a model, if there are some; looked for before anything is computed. */
    Optional<int[]> given(LoadedModel model) {
        return targets == null
                ? Optional.empty()
                : Optional.of(targets.stream()
                        .mapToInt(text -> index(text, model))
                        .distinct()
                        .toArray());
    }

    /** How many of the most probable classes of a picture are explained. */
    int best(LoadedModel model) {
        return Math.min(model.architecture().classes(), topK == null ? 1 : topK);
    }

    private static int index(String text, LoadedModel model) {
        int classes = model.architecture().classes();
        String wanted = text.strip();
        if (INDEX.matcher(wanted).matches()) {
            OptionalInt index = parsed(wanted);
            if (index.isEmpty() || index.getAsInt() < 0 || index.getAsInt() >= classes) {
                throw new MetaFormerException("class " + wanted + " cannot be explained; the classes of " + model.name()
                        + " are 0 to " + (classes - 1));
            }
            return index.getAsInt();
        }
        LabelSet labels = model.labels()
                .orElseThrow(() -> new MetaFormerException("the classes of " + model.name()
                        + " have no names, so that '" + wanted + "' is none of them; name the class by its index"));
        OptionalInt wnid = labels.indexOf(wanted);
        return wnid.isPresent() ? wnid.getAsInt() : named(wanted, labels);
    }

    private static OptionalInt parsed(String digits) {
        try {
            return OptionalInt.of(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // more than any number of classes
        }
    }

    /** By the whole name before its synonyms, which may belong to several classes. */
    private static int named(String wanted, LabelSet labels) {
        List<Integer> whole = matching(labels, name -> name.equalsIgnoreCase(wanted));
        List<Integer> found = whole.isEmpty()
                ? matching(labels, name -> synonyms(name).stream().anyMatch(wanted::equalsIgnoreCase))
                : whole;
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            List<String> known = labels.names().stream()
                    .flatMap(name -> synonyms(name).stream())
                    .distinct()
                    .toList();
            throw new MetaFormerException("class '" + wanted + "' is none of the " + labels.size() + " of "
                    + labels.title() + "; did you mean "
                    + String.join(", ", SimilarNames.nearest(wanted, known, SUGGESTIONS)) + "?");
        }
        throw new MetaFormerException("'" + wanted + "' is the name of the classes " + found + " of " + labels.title()
                + "; name one of them by its index");
    }

    private static List<Integer> matching(LabelSet labels, Predicate<String> wanted) {
        return IntStream.range(0, labels.size())
                .filter(i -> wanted.test(labels.name(i)))
                .boxed()
                .toList();
    }

    private static List<String> synonyms(String name) {
        List<String> synonyms = new ArrayList<>();
        for (String part : name.split(",", -1)) {
            synonyms.add(part.strip());
        }
        return synonyms;
    }
}
