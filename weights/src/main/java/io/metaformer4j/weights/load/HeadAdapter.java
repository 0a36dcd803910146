package io.metaformer4j.weights.load;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.weights.match.FinalLayer;
import io.metaformer4j.weights.match.ImageNet21kHead;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Applies a {@link HeadRule} to the tensors of one checkpoint. */
final class HeadAdapter {

    private final Set<String> fresh = new HashSet<>();
    private final Set<String> converted = new HashSet<>();
    private final Set<String> rearranged = new HashSet<>();
    private final HeadRule rule;
    private final InitialWeights initial;
    private final List<String> notes = new ArrayList<>();

    /**
     * Decides what happens to the head.
     *
     * @param rule the rule
     * @param architecture the wanted network
     * @param layout its tensors in the checkpoint's dialect
     * @param found stored tensors by canonical name
     * @param initial draws the rows of classes that the checkpoint does not know
     */
    HeadAdapter(
            HeadRule rule,
            Architecture architecture,
            DialectLayout layout,
            Map<String, WeightTensor> found,
            InitialWeights initial) {
        this.rule = rule;
        this.initial = initial;
        List<DialectEntry> classifier = FinalLayer.names(architecture).stream()
                .flatMap(name -> layout.findCanonical(name).stream())
                .toList();
        if (classifier.isEmpty() || rule.kind() == HeadRule.Kind.STRICT) {
            return;
        }
        Optional<Integer> rows = rows(classifier, found);
        if (rule.kind() == HeadRule.Kind.REPLACE) {
            replace(NetworkPlan.of(architecture).head(), layout, classifier, found, rows);
        } else {
            convert(classifier, architecture.classes(), rows);
        }
    }

    private void replace(
            HeadPlan plan,
            DialectLayout layout,
            List<DialectEntry> classifier,
            Map<String, WeightTensor> found,
            Optional<Integer> rows) {
        int classes = classifier.get(0).shape().get(0);
        List<String> head = layout.entries().stream()
                .map(entry -> entry.spec().name())
                .filter(name -> name.startsWith(plan.path() + "."))
                .toList();
        if (head.stream().noneMatch(found::containsKey)) {
            fresh.addAll(head);
            notes.add("The head for " + classes + " classes starts fresh; the checkpoint has none.");
        } else if (rows.isEmpty()) {
            classifier.forEach(entry -> fresh.add(entry.spec().name()));
            notes.add("The classifier for " + classes + " classes starts fresh; the checkpoint has none.");
        } else if (classifier.stream().allMatch(entry -> fitsButForRows(entry, found))) {
            replaceRows(classifier, rows.get(), classes);
        }
    }

    /** The rows of known classes are kept; where nothing is known of them, a classifier of the right size is. */
    private void replaceRows(List<DialectEntry> classifier, int stored, int classes) {
        Optional<ClassRows> known = rule.rows().filter(rows -> rows.stored() == stored);
        boolean fits = known.map(ClassRows::isIdentity).orElse(stored == classes);
        if (fits) {
            return;
        }
        String tensors = String.join(
                ", ", classifier.stream().map(entry -> entry.spec().name()).toList());
        List<String> kept = known.map(ClassRows::kept).orElse(List.of());
        if (kept.isEmpty()) {
            classifier.forEach(entry -> fresh.add(entry.spec().name()));
            notes.add("The classifier for " + classes + " classes starts fresh (" + tensors
                    + "); that of the checkpoint, for " + stored + " classes, was left out.");
            return;
        }
        classifier.forEach(entry -> rearranged.add(entry.spec().name()));
        List<String> unknown = known.map(ClassRows::fresh).orElse(List.of());
        notes.add("The classifier for " + classes + " classes (" + tensors + ") keeps the rows of "
                + ClassRows.listed(kept) + " from the " + stored + " classes of the checkpoint"
                + (unknown.isEmpty() ? "." : "; fresh are those of " + ClassRows.listed(unknown) + "."));
    }

    private void convert(List<DialectEntry> classifier, int classes, Optional<Integer> rows) {
        if (classes != ModelCard.IMAGENET_1K_CLASSES || !rows.equals(Optional.of(ModelCard.IMAGENET_21K_CLASSES))) {
            throw new MetaFormerException("the head cannot be converted from ImageNet-21k to ImageNet-1k: that needs a"
                    + " checkpoint with 21841 classes, this one has "
                    + rows.map(String::valueOf).orElse("none") + ", and a network with 1000, this one has " + classes
                    + "; leave the conversion out or choose the in21k checkpoint");
        }
        classifier.forEach(entry -> converted.add(entry.spec().name()));
        notes.add("The classifier was converted from ImageNet-21k to ImageNet-1k: each class took the row of its own"
                + " WordNet id, class 850 (teddy bear) the mean of all 21841 rows.");
    }

    /** Whether a tensor starts fresh. */
    boolean isFresh(DialectEntry entry) {
        return fresh.contains(entry.spec().name());
    }

    /** The stored tensor, with the rows of the wanted classes. */
    WeightTensor adapt(DialectEntry entry, WeightTensor tensor) {
        if (rearranged.contains(entry.spec().name()) && tensor.dtype().isFloating()) {
            return rearrange(entry, tensor, rule.rows().orElseThrow());
        }
        boolean convert = converted.contains(entry.spec().name())
                && tensor.dtype().isFloating()
                && tensor.shape().length > 0
                && tensor.shape()[0] == ModelCard.IMAGENET_21K_CLASSES;
        return convert ? new ImageNet21kHead().convert(tensor) : tensor;
    }

    private WeightTensor rearrange(DialectEntry entry, WeightTensor tensor, ClassRows rows) {
        float[] stored = tensor.toFloats();
        float[] values = initial.draw(entry.spec()).toFloats();
        int width = values.length / rows.sources().size();
        for (int i = 0; i < rows.sources().size(); i++) {
            OptionalInt source = rows.sources().get(i);
            if (source.isPresent()) {
                System.arraycopy(stored, source.getAsInt() * width, values, i * width, width);
            }
        }
        long[] shape = tensor.shape();
        shape[0] = rows.sources().size();
        return WeightTensor.ofFloats(values, shape).to(tensor.dtype());
    }

    /** What was done, as sentences. */
    List<String> notes() {
        return notes;
    }

    private static Optional<Integer> rows(List<DialectEntry> classifier, Map<String, WeightTensor> found) {
        WeightTensor weight = found.get(classifier.get(0).spec().name());
        return weight == null || weight.shape().length == 0
                ? Optional.empty()
                : Optional.of((int) Math.min(weight.shape()[0], Integer.MAX_VALUE));
    }

    private static boolean fitsButForRows(DialectEntry entry, Map<String, WeightTensor> found) {
        WeightTensor tensor = found.get(entry.spec().name());
        if (tensor == null || tensor.shape().length == 0) {
            return false;
        }
        long[] shape = tensor.shape();
        shape[0] = entry.shape().get(0);
        return ShapeRule.fits(ShapeRule.of(shape), entry.shape());
    }
}
