package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.invariance.InvarianceResult.Discriminability;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Measures for transformations of the pictures how far a network's maps are from moving with them, its pooled vector
 * and its answers from staying the same, and how well it tells classes apart.
 *
 * <p>Everything is summed in double precision while pictures go by, so that memory does not grow with their number.
 * Safe for concurrent use; network and data set stay the caller's and must be open.
 */
public final class InvarianceProbe {

    private static final double PERCENT = 100;

    private final Network network;
    private final InvarianceOptions options;
    private final Architecture architecture;
    private final List<MapShape> shapes;

    private InvarianceProbe(Network network, InvarianceOptions options) {
        this.network = network;
        this.options = options;
        this.architecture = network.architecture();
        this.shapes = architecture.featureMaps(
                options.preprocessing().height(), options.preprocessing().width());
    }

    /**
     * Prepares a measurement.
     *
     * @param network the network, which stays the caller's to close
     * @param options preprocessing, transformations, batches and threads
     * @return the probe
     * @throws MetaFormerException if the network cannot take the input size
     */
    public static InvarianceProbe of(Network network, InvarianceOptions options) {
        return new InvarianceProbe(network, options);
    }

    /**
     * Measures with labels. The pictures are read twice: for the nearest class mean, all means must be known first.
     *
     * @param dataset the pictures; their labels are the network's classes if it is a classifier
     * @param done is told after each batch how many pictures were looked at, up to twice as many as there are
     * @return the result
     * @throws MetaFormerException if a label is no class of the network, a picture is broken (unless such are to be
     *     skipped), no picture is left, a transformation fails, or the network answers with NaN or infinity
     */
    public InvarianceResult measure(Dataset<ClassTarget> dataset, LongConsumer done) {
        requireLabels(dataset);
        Sums sums = new Sums();
        SkippedSamples skipped = look(dataset, target -> OptionalInt.of(target.label()), sums, done);
        long first = sums.pictures;
        OptionalDouble nearest = nearestMean(dataset, sums.pooled, looked -> done.accept(first + looked));
        return sums.result(Optional.of(sums.discriminability(nearest)), skipped);
    }

    /**
     * Measures pictures of which nothing is known.
     *
     * @param <T> what is known of a picture, which does not matter
     * @param dataset the pictures
     * @param done is told after each batch how many pictures were looked at
     * @return the result, without discriminability
     * @throws MetaFormerException as {@link #measure}, but for labels
     */
    public <T> InvarianceResult measureUnlabelled(Dataset<T> dataset, LongConsumer done) {
        Sums sums = new Sums();
        SkippedSamples skipped = look(dataset, target -> OptionalInt.empty(), sums, done);
        return sums.result(Optional.empty(), skipped);
    }

    private void requireLabels(Dataset<ClassTarget> dataset) {
        for (int i = 0; i < dataset.size() && architecture.hasClassifier(); i++) {
            int label = dataset.target(i).label();
            if (label >= architecture.classes()) {
                throw new MetaFormerException("picture '" + PrintableText.of(dataset.name(i)) + "' has the label "
                        + label + " (" + PrintableText.of(dataset.classNames().get(label))
                        + "), but the network has the classes 0 to " + (architecture.classes() - 1)
                        + "; use a model for this data set, give a class map, or measure without labels");
            }
        }
    }

    /** What was summed of the pictures so far. */
    private final class Sums {

        private final List<TransformationMeter> meters = options.transformations().stream()
                .map(each -> new TransformationMeter(
                        each,
                        architecture,
                        options.preprocessing().height(),
                        options.preprocessing().width()))
                .toList();
        private final List<ClassScatter> stages =
                shapes.stream().map(shape -> new ClassScatter()).toList();
        private final ClassScatter pooled = new ClassScatter();
        private long pictures;
        private long right;

        /** Adds a picture without transformation. */
        void add(ProbeAnswers answers, int picture, OptionalInt label) {
            pictures++;
            if (label.isEmpty()) {
                return;
            }
            int own = label.getAsInt();
            for (int stage = 0; stage < stages.size(); stage++) {
                stages.get(stage).add(own, answers.mean(stage, picture));
            }
            pooled.add(own, answers.pooled(picture));
            Optional<Logits> logits = answers.logits(picture);
            right += logits.isPresent() && logits.get().top(1)[0] == own ? 1 : 0;
        }

        Discriminability discriminability(OptionalDouble nearestMean) {
            return new Discriminability(
                    pooled.classes(),
                    architecture.hasClassifier()
                            ? OptionalDouble.of(PERCENT * right / pictures)
                            : OptionalDouble.empty(),
                    pooled.separation(),
                    stages.stream().map(ClassScatter::separation).toList(),
                    nearestMean);
        }

        InvarianceResult result(Optional<Discriminability> discriminability, SkippedSamples skipped) {
            return new InvarianceResult(
                    pictures, meters.stream().map(TransformationMeter::result).toList(), discriminability, skipped);
        }
    }

    private <T> SkippedSamples look(
            Dataset<T> dataset, Function<T, OptionalInt> labelOf, Sums sums, LongConsumer done) {
        Preprocessing input = options.preprocessing();
        ProbeTransform transform = new ProbeTransform(input, ImageDecoder.standard(), options.transformations());
        ImageBatch memory = transform.newBatch(options.batchSize());
        try (EpochBatches<T> batches = loader(dataset, transform).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<T> batch = batches.next()) {
                    List<OptionalInt> labels =
                            batch.targets().stream().map(labelOf).toList();
                    look(batch, memory.first(batch.size()), names(batch, dataset), labels, sums);
                }
                done.accept(sums.pictures);
            }
            if (sums.pictures == 0) {
                throw new MetaFormerException("no picture of the data set could be decoded, so that there is nothing"
                        + " to measure; look at what is wrong with the first");
            }
            return batches.skipped();
        }
    }

    private void look(Batch<?> batch, ImageBatch memory, List<String> names, List<OptionalInt> labels, Sums sums) {
        int views = 1 + sums.meters.size();
        ProbeAnswers original = answers(view(batch.images(), views, 0, memory), names, "");
        for (int i = 0; i < labels.size(); i++) {
            sums.add(original, i, labels.get(i));
        }
        for (int t = 0; t < sums.meters.size(); t++) {
            String label = " under " + options.transformations().get(t).label();
            ProbeAnswers moved = answers(view(batch.images(), views, t + 1, memory), names, label);
            for (int i = 0; i < labels.size(); i++) {
                sums.meters.get(t).add(original, moved, i, labels.get(i));
            }
        }
    }

    private static List<String> names(Batch<?> batch, Dataset<?> dataset) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> dataset.name(Math.toIntExact(batch.indices()[i])))
                .toList();
    }

    /** Copies one of the views of each picture into a batch of their number. */
    private static ImageBatch view(ImageBatch all, int views, int view, ImageBatch memory) {
        int length = all.pictureBytes();
        ByteBuffer from = all.bytes();
        ByteBuffer to = memory.bytes();
        for (int i = 0; i < memory.size(); i++) {
            to.put(i * length, from, (i * views + view) * length, length);
        }
        return memory;
    }

    private ProbeAnswers answers(ImageBatch images, List<String> names, String transformation) {
        Request everything = Request.everything(architecture);
        ProbeAnswers answers = new ProbeAnswers(network.run(images, everything), architecture, shapes);
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!answers.areFinite(i)) {
                bad.add(names.get(i));
            }
        }
        if (!bad.isEmpty()) {
            throw new MetaFormerException("the network's features of picture '" + PrintableText.of(bad.get(0)) + "'"
                    + transformation + " are not finite; check that the weights belong to this model, and use single"
                    + " precision");
        }
        return answers;
    }

    /** How many pooled vectors are nearest to their own class, in percent of those of classes with several pictures. */
    private OptionalDouble nearestMean(Dataset<ClassTarget> dataset, ClassScatter classes, LongConsumer done) {
        Preprocessing input = options.preprocessing();
        EvalTransform transform = EvalTransform.of(input, ImageDecoder.standard(), ProbeTransform.LAYOUT);
        Request request = ProbeAnswers.pooledOf(architecture);
        long looked = 0;
        long judged = 0;
        long right = 0;
        try (EpochBatches<ClassTarget> batches = loader(dataset, transform).epoch(0)) {
            while (batches.hasNext()) {
                try (Batch<ClassTarget> batch = batches.next()) {
                    ProbeAnswers answers = new ProbeAnswers(network.run(batch.images(), request), architecture, shapes);
                    for (int i = 0; i < batch.size(); i++) {
                        int label = batch.targets().get(i).label();
                        boolean judges = classes.hasOthers(label);
                        judged += judges ? 1 : 0;
                        right += judges && classes.isNearestToOwn(label, answers.pooled(i)) ? 1 : 0;
                    }
                    looked += batch.size();
                }
                done.accept(looked);
            }
        }
        return judged == 0 ? OptionalDouble.empty() : OptionalDouble.of(PERCENT * right / judged);
    }

    private <T> DataLoader<T> loader(Dataset<T> dataset, SampleTransform transform) {
        LoaderOptions loading = new LoaderOptions(
                options.batchSize(),
                options.workers(),
                1,
                LoaderOptions.LastBatch.KEEP,
                options.brokenPictures(),
                options.seed());
        return new DataLoader<>(dataset, transform, SampleOrder.sequential(Partition.whole()), loading);
    }
}
