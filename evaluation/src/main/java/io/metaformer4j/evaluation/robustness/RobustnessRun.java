package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.validation.PredictionSink;
import io.metaformer4j.evaluation.validation.ValidationCounts;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.Validator;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Measures a model on the parts of a robustness job, or on one process's share of the pictures of each part. Counts as
 * {@link Validator} does, every picture exactly once over all processes.
 */
public final class RobustnessRun {

    private final LoadedModel model;
    private final ValidationOptions options;
    private final Partition share;

    private RobustnessRun(LoadedModel model, ValidationOptions options, Partition share) {
        this.model = model;
        this.options = options;
        this.share = share;
    }

    /**
     * Prepares a job.
     *
     * @param model the model, which stays the caller's to close
     * @param options preprocessing, batches, threads and what happens to broken pictures; a class subset, reassessed labels and
     *     operations in it are replaced by those of each part
     * @param share which of several processes this is
     * @return the run
     * @throws MetaFormerException if the model has no classifier
     */
    public static RobustnessRun of(LoadedModel model, ValidationOptions options, Partition share) {
        Request.LOGITS.requireOf(model.architecture());
        return new RobustnessRun(model, options, share);
    }

    /**
     * Opens the pictures of a part to see what is there, before long work is done for nothing.
     *
     * @param part the part
     * @return how many of its pictures are this process's
     * @throws IOException if they cannot be read
     * @throws MetaFormerException if there are none, or a folder is no class of the model
     */
    public long pictures(RobustnessPart part) throws IOException {
        try (Dataset<ClassTarget> dataset = open(part)) {
            requireClasses(part, dataset);
            return SampleOrder.sequential(share).indices(dataset.size(), 0).length;
        }
    }

    private Dataset<ClassTarget> open(RobustnessPart part) throws IOException {
        return part.pictures().open(model.labels(), model.architecture().classes());
    }

    /** A class map may be one for another network. */
    private void requireClasses(RobustnessPart part, Dataset<ClassTarget> dataset) {
        int classes = model.architecture().classes();
        for (int i = 0; i < dataset.size(); i++) {
            int label = dataset.target(i).label();
            if (label >= classes) {
                throw new MetaFormerException("picture '" + PrintableText.of(dataset.name(i)) + "' of " + part.title()
                        + " is of class " + label + ", but the model has the classes 0 to " + (classes - 1)
                        + "; give a class map for this model, or a model for these classes");
            }
        }
    }

    /**
     * Measures every part that is not finished yet, and stores each as soon as it is.
     *
     * @param parts the parts, of different ids
     * @param finished the parts that are finished
     * @param listener follows the job
     * @return what was counted, by the ids of all parts in their order
     * @throws IOException if pictures cannot be read, or counts not be stored
     * @throws MetaFormerException as {@link Validator#countPart(Dataset, Partition)}
     */
    public Map<String, PartCounts> measure(
            List<RobustnessPart> parts, FinishedParts finished, RobustnessListener listener) throws IOException {
        Map<String, PartCounts> all = new LinkedHashMap<>();
        for (RobustnessPart part : parts) {
            Optional<PartCounts> known = finished.find(part);
            PartCounts counts;
            if (known.isPresent()) {
                counts = known.get();
            } else {
                listener.started(part);
                counts = count(part, listener);
                finished.add(part, counts);
            }
            if (all.put(part.id(), counts) != null) {
                throw new MetaFormerException(
                        "there are two parts '" + part.id() + "' in one robustness job; give each benchmark once");
            }
            listener.advanced(part, counts.pictures());
        }
        return all;
    }

    private PartCounts count(RobustnessPart part, RobustnessListener listener) throws IOException {
        try (Dataset<ClassTarget> dataset = open(part)) {
            requireClasses(part, dataset);
            dataset.notes().forEach(listener::noted);
            ValidationOptions changed = options.withOperations(part.operations());
            if (part.benchmark().restricted()) {
                List<Integer> present = present(dataset);
                noteMissing(part, present, listener);
                changed = changed.withClassSubset(
                        ClassSubset.of(model.architecture().classes(), present));
            }
            Optional<ReassessedCounter> reassessed = part.reassessed().map(ReassessedCounter::new);
            ValidationCounts counts = Validator.of(model.network(), changed)
                    .countPart(dataset, share, new Followed(part, reassessed, listener));
            if (counts.skipped().count() > 0) {
                listener.skipped(part, counts.skipped());
            }
            return new PartCounts(
                    counts.run(),
                    counts.correct1(),
                    counts.correct5(),
                    counts.skipped().count(),
                    reassessed.map(ReassessedCounter::counts));
        }
    }

    /** The classes of the network that the whole data set has pictures of, whichever share of them is this process's. */
    private static List<Integer> present(Dataset<ClassTarget> dataset) {
        TreeSet<Integer> classes = new TreeSet<>();
        for (int i = 0; i < dataset.size(); i++) {
            classes.add(dataset.target(i).label());
        }
        return List.copyOf(classes);
    }

    private void noteMissing(RobustnessPart part, List<Integer> present, RobustnessListener listener) {
        if (model.architecture().classes() != ModelCard.IMAGENET_1K_CLASSES) {
            return;
        }
        part.benchmark()
                .publishedClasses()
                .filter(classes -> !classes.equals(present))
                .ifPresent(classes ->
                        listener.noted("the pictures of " + part.benchmark().title() + " are of "
                                + present.size() + " classes, which are not the " + classes.size()
                                + " of the published benchmark; only these are compared"));
    }

    /** Tells of every answer, and counts it by other labels if there are some. */
    private static final class Followed implements PredictionSink {

        private final RobustnessPart part;
        private final Optional<ReassessedCounter> reassessed;
        private final RobustnessListener listener;
        private long done;

        Followed(RobustnessPart part, Optional<ReassessedCounter> reassessed, RobustnessListener listener) {
            this.part = part;
            this.reassessed = reassessed;
            this.listener = listener;
        }

        @Override
        public void accept(Answer answer) {
            reassessed.ifPresent(counter -> counter.accept(answer));
            done++;
            listener.advanced(part, done);
        }
    }
}
