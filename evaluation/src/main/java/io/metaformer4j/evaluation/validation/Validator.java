package io.metaformer4j.evaluation.validation;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.vision.transform.views.TestTimeViews;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts how often a network is right on a labelled data set: top-1, top-5 and mean cross-entropy, as timm's
 * {@code validate.py} does. Every picture counts exactly once, also where several {@linkplain TestTimeAugmentation views}
 * of it are looked at; of equal scores the lower class comes first.
 *
 * <p>Safe for concurrent use; network and data set stay the caller's and must be open.
 */
public final class Validator {

    private final Network network;
    private final ValidationOptions options;

    /** Who receives what was answered. */
    private record Sinks(PredictionSink answers, LogitsSink logits) {}

    private Validator(Network network, ValidationOptions options) {
        this.network = network;
        this.options = options;
        Request.LOGITS.requireOf(network.architecture());
        network.architecture()
                .featureMaps(
                        options.preprocessing().height(),
                        options.preprocessing().width());
    }

    /**
     * Prepares a validation.
     *
     * @param network the network, which stays the caller's to close
     * @param options preprocessing, batches, threads and labels
     * @return the validator
     * @throws MetaFormerException if the network has no classifier or cannot take the input size
     */
    public static Validator of(Network network, ValidationOptions options) {
        return new Validator(network, options);
    }

    /**
     * The validation of whatever network is given, for instance of one that learns.
     *
     * @param options preprocessing, batches, threads and labels
     * @param dataset the pictures, open as long as the evaluation is used
     * @return the evaluation, which fails as {@link #of} and {@link #validate(Dataset)} do
     */
    public static Evaluation evaluation(ValidationOptions options, Dataset<ClassTarget> dataset) {
        return evaluation(options, dataset, result -> {});
    }

    /**
     * The validation of whatever network is given, whose results are also told as a whole.
     *
     * @param options preprocessing, batches, threads and labels
     * @param dataset the pictures, open as long as the evaluation is used
     * @param listener gets each result, in the thread that measures
     * @return the evaluation, which fails as {@link #of} and {@link #validate(Dataset)} do
     */
    public static Evaluation evaluation(
            ValidationOptions options, Dataset<ClassTarget> dataset, Consumer<ValidationResult> listener) {
        return Evaluation.of(ClassificationMetrics.ALL, network -> {
            ValidationResult result = of(network, options).validate(dataset);
            listener.accept(result);
            return result.metrics();
        });
    }

    /**
     * Validates on a data set.
     *
     * @param dataset the pictures
     * @return the result
     * @throws MetaFormerException as {@link #validate(Dataset, ValidationListener, PredictionSink)}
     */
    public ValidationResult validate(Dataset<ClassTarget> dataset) {
        try {
            return validate(dataset, ValidationListener.NONE, PredictionSink.NONE);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is stored, so storing cannot fail", e);
        }
    }

    /**
     * Validates on a data set.
     *
     * @param dataset the pictures
     * @param listener follows the progress
     * @param sink receives every answer
     * @return the result
     * @throws IOException if the sink cannot store an answer
     * @throws MetaFormerException if a label is no class of the network, a picture is broken (unless such are to be
     *     skipped), no picture is left, an operation fails, or the network answers with NaN or infinity
     */
    public ValidationResult validate(Dataset<ClassTarget> dataset, ValidationListener listener, PredictionSink sink)
            throws IOException {
        return validate(dataset, listener, sink, LogitsSink.NONE);
    }

    /**
     * Validates on a data set.
     *
     * @param dataset the pictures
     * @param listener follows the progress
     * @param sink receives every answer
     * @param logits receives the logits of every picture
     * @return the result
     * @throws IOException if the sink cannot store an answer
     * @throws MetaFormerException as {@link #validate(Dataset, ValidationListener, PredictionSink)}
     */
    public ValidationResult validate(
            Dataset<ClassTarget> dataset, ValidationListener listener, PredictionSink sink, LogitsSink logits)
            throws IOException {
        TopKCounter counter = new TopKCounter();
        long start = System.nanoTime();
        SkippedSamples skipped = countBatches(dataset, Partition.whole(), counter, listener, new Sinks(sink, logits));
        counter.counts(skipped).requirePictures();
        return counter.result(skipped, Duration.ofNanos(System.nanoTime() - start), notes(dataset));
    }

    /**
     * Counts on the part of a data set that is one process's. The counts of all parts, added up, are those of the whole.
     *
     * @param dataset the pictures, the whole of them
     * @param part which of several processes this is
     * @return the counts; of no picture if there are fewer pictures than processes
     * @throws MetaFormerException as {@link #validate(Dataset, ValidationListener, PredictionSink)}, except that no picture
     *     may be left
     */
    public ValidationCounts countPart(Dataset<ClassTarget> dataset, Partition part) {
        try {
            return countPart(dataset, part, PredictionSink.NONE);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is stored, so storing cannot fail", e);
        }
    }

    /**
     * Counts on the part of a data set that is one process's, and tells every answer.
     *
     * @param dataset the pictures, the whole of them
     * @param part which of several processes this is
     * @param sink receives the answers to the pictures of the part
     * @return the counts, as {@link #countPart(Dataset, Partition)}
     * @throws IOException if the sink cannot store an answer
     * @throws MetaFormerException as {@link #countPart(Dataset, Partition)}
     */
    public ValidationCounts countPart(Dataset<ClassTarget> dataset, Partition part, PredictionSink sink)
            throws IOException {
        TopKCounter counter = new TopKCounter();
        return counter.counts(
                countBatches(dataset, part, counter, ValidationListener.NONE, new Sinks(sink, LogitsSink.NONE)));
    }

    private SkippedSamples countBatches(
            Dataset<ClassTarget> dataset, Partition part, TopKCounter counter, ValidationListener listener, Sinks sinks)
            throws IOException {
        ClassColumns compared = new ClassColumns(network.architecture().classes(), options.classSubset(), dataset);
        compared.requireLabels(dataset);
        try (EpochBatches<ClassTarget> batches = loader(dataset, part).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    countBatch(batch, dataset, compared, counter, sinks);
                }
                listener.onBatch(new ValidationListener.Progress(
                        counter.run() + batches.skipped().count(), dataset.size(), counter.top1()));
            }
            return batches.skipped();
        }
    }

    private DataLoader<ClassTarget> loader(Dataset<ClassTarget> dataset, Partition part) {
        TestTimeViews views = options.augmentation().views();
        int samples = Math.max(1, options.batchSize() / views.count()); // the batch size is one of inputs
        LoaderOptions loading =
                LoaderOptions.evaluation(samples, options.workers()).withFailures(options.brokenPictures());
        SampleTransform transform = views.transform(options.preprocessing(), options.operations());
        return new DataLoader<>(dataset, transform, SampleOrder.sequential(part), loading);
    }

    private void countBatch(
            Batch<ClassTarget> batch,
            Dataset<ClassTarget> dataset,
            ClassColumns compared,
            TopKCounter counter,
            Sinks sinks)
            throws IOException {
        float[] views = network.run(batch.images(), Request.LOGITS).logits().values();
        requireFinite(views, batch, dataset);
        float[] all = options.augmentation().average(views, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            int index = Math.toIntExact(batch.indices()[i]);
            String name = dataset.name(index);
            int column = compared.column(batch.targets().get(i).label()).orElseThrow();
            Logits logits = compared.logits(all, i);
            int[] best = logits.top(TopKCounter.FIVE);
            countPicture(name, column, best, logits.crossEntropy(column), compared, counter);
            sinks.logits().accept(index, logits, column);
            sinks.answers()
                    .accept(new PredictionSink.Answer(
                            index, name, compared.classOf(column), scored(best, logits, compared)));
        }
    }

    private void countPicture(
            String name, int column, int[] best, double loss, ClassColumns compared, TopKCounter counter) {
        List<Integer> right = options.reassessedLabels()
                .map(labels -> labels.of(name))
                .orElseGet(() -> List.of(compared.classOf(column)));
        if (right.isEmpty()) {
            counter.addUnlabelled(loss);
            return;
        }
        boolean right5 = false;
        for (int candidate : best) {
            right5 |= right.contains(compared.classOf(candidate));
        }
        counter.add(right.contains(compared.classOf(best[0])), right5, loss);
    }

    private static List<PredictionSink.Scored> scored(int[] best, Logits logits, ClassColumns compared) {
        List<PredictionSink.Scored> classes = new ArrayList<>(best.length);
        for (int candidate : best) {
            classes.add(new PredictionSink.Scored(compared.classOf(candidate), logits.probability(candidate)));
        }
        return classes;
    }

    private void requireFinite(float[] all, Batch<ClassTarget> batch, Dataset<ClassTarget> dataset) {
        int classes = all.length / batch.size();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!Logits.of(all, i * classes, classes).areFinite()) {
                bad.add(dataset.name(Math.toIntExact(batch.indices()[i])));
            }
        }
        if (!bad.isEmpty()) {
            throw new NonFiniteLogitsException(bad, network);
        }
    }

    private List<String> notes(Dataset<ClassTarget> dataset) {
        int named = dataset.classNames().size();
        int classes = network.architecture().classes();
        boolean fewer = options.classSubset().isEmpty() && named < classes;
        return fewer
                ? List.of("the data set has " + named + " classes, the network " + classes
                        + "; its classes were taken for the network's classes 0 to " + (named - 1))
                : List.of();
    }
}
