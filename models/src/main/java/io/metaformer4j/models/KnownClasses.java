package io.metaformer4j.models;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.load.ClassRows;
import io.metaformer4j.weights.load.HeadRule;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of a checkpoint's classes, by which the classes of other data are recognised: names as they are written, WordNet
 * ids, and single synonyms, whatever their case. A name that means several classes means none.
 */
final class KnownClasses {

    private static final Logger LOG = LoggerFactory.getLogger(KnownClasses.class);

    private static final OptionalInt AMBIGUOUS = OptionalInt.of(-1);

    private final int size;

    /** Names and WordNet ids as they are written. */
    private final Map<String, OptionalInt> exact = new HashMap<>();

    /** The same whatever their case. */
    private final Map<String, OptionalInt> folded = new HashMap<>();

    private final Map<String, OptionalInt> synonyms = new HashMap<>();

    private KnownClasses(LabelSet labels) {
        this.size = labels.size();
        for (int i = 0; i < size; i++) {
            addName(labels.name(i), i);
            if (labels.wnid(i).isPresent()) {
                addName(labels.wnid(i).get(), i);
                for (String synonym : labels.name(i).split(",", -1)) {
                    add(synonyms, fold(synonym), i);
                }
            }
        }
    }

    private void addName(String name, int index) {
        add(exact, name, index);
        add(folded, fold(name), index);
    }

    private static void add(Map<String, OptionalInt> names, String name, int index) {
        names.merge(name, OptionalInt.of(index), (old, added) -> old.equals(added) ? old : AMBIGUOUS);
    }

    private static String fold(String name) {
        return name.strip().replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** The names of a label set. */
    static KnownClasses of(LabelSet labels) {
        return new KnownClasses(labels);
    }

    /**
     * The names of a stored checkpoint's classes: a training checkpoint of this library names them itself, other files may
     * have a model file beside them.
     *
     * @return empty if nothing names them
     */
    static Optional<KnownClasses> of(Checkpoint checkpoint) {
        return inside(checkpoint)
                .or(() -> beside(checkpoint.path()))
                .flatMap(ModelDescription::labels)
                .map(KnownClasses::new);
    }

    /** What becomes of the classifier of stored weights, for a network of classes with given names. */
    static HeadRule headRule(List<String> classNames, LocatedWeights located, ModelDescription model) {
        return located.classes()
                .or(() -> model.labels().map(KnownClasses::of))
                .map(known -> HeadRule.keeping(known.rows(classNames)))
                .orElse(HeadRule.REPLACE);
    }

    private static Optional<ModelDescription> inside(Checkpoint checkpoint) {
        boolean described = checkpoint.content() instanceof Map<?, ?> content
                && content.get(ModelDescription.CHECKPOINT_KEY) instanceof Map<?, ?> own
                && own.get("model") instanceof Map<?, ?>;
        if (!described) {
            return Optional.empty();
        }
        Map<?, ?> own = (Map<?, ?>) ((Map<?, ?>) checkpoint.content()).get(ModelDescription.CHECKPOINT_KEY);
        Map<?, ?> model = (Map<?, ?>) own.get("model");
        return Optional.of(ModelDescription.fromData(model, "model of '" + checkpoint.path() + "'"));
    }

    private static Optional<ModelDescription> beside(Path weights) {
        Path file = weights.resolveSibling(ModelDescription.FILE_NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelDescription.read(file));
        } catch (IOException | MetaFormerException e) {
            LOG.warn("{}; the names of the classes of '{}' count as not known", e.getMessage(), weights);
            return Optional.empty();
        }
    }

    /**
     * Checks that classes with names of ImageNet-1k stand where they stand there; all others may mean any class.
     *
     * @throws MetaFormerException if one stands elsewhere
     */
    static void requireOrderOf1k(List<String> names) {
        KnownClasses known = new KnownClasses(LabelSet.imageNet1k());
        for (int i = 0; i < names.size(); i++) {
            OptionalInt place = known.row(names.get(i));
            if (place.isPresent() && place.getAsInt() != i) {
                throw new MetaFormerException(
                        "the classifier is converted for the classes of ImageNet-1k in their order,"
                                + " but class " + i + " of the data, " + PrintableText.of(names.get(i)) + ", is class "
                                + place.getAsInt()
                                + " there; leave the conversion out, and classes that are known by name keep"
                                + " their rows");
            }
        }
    }

    /** Finds the rows of the classes of other data. */
    ClassRows rows(List<String> names) {
        return new ClassRows(size, names, names.stream().map(this::row).toList());
    }

    private OptionalInt row(String name) {
        OptionalInt row = exact.get(name);
        row = row == null ? folded.get(fold(name)) : row;
        row = row == null ? synonyms.get(fold(name)) : row;
        return row == null || row.equals(AMBIGUOUS) ? OptionalInt.empty() : row;
    }
}
