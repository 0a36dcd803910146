package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.evaluation.PictureFeed.BatchFunction;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.loader.SkippedSamples.Skipped;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.SampleTransform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the pictures of a data set through a function of batches, in the order of the data set, while threads read and
 * decode those that come next. Memory does not grow with the number of pictures. Of a data set that is run from a later
 * batch on, every batch is the same as if all had been run.
 *
 * <p>Safe for concurrent use if the function is.
 *
 * @param <R> what becomes of a picture
 */
public final class PictureStream<R> {

    private final StreamOptions options;
    private final BatchFunction<R> use;

    private PictureStream(StreamOptions options, BatchFunction<R> use) {
        this.options = options;
        this.use = use;
    }

    /**
     * Prepares runs.
     *
     * @param <R> what becomes of a picture
     * @param options preprocessing, batches and threads
     * @param use uses each batch of float pictures {@code [N, C, H, W]}
     * @return the stream
     */
    public static <R> PictureStream<R> of(StreamOptions options, BatchFunction<R> use) {
        return new PictureStream<>(options, use);
    }

    /**
     * Runs a data set.
     *
     * @param <T> what is known of a picture
     * @param dataset the pictures
     * @param done pictures that are not run again, as {@link StreamListener#batchEnded} told
     * @param listener is told of every picture and every batch
     * @throws IOException if the listener cannot store something
     * @throws io.metaformer4j.zoo.MetaFormerException if a picture is broken and such end the run, or the disk or a
     *     server fails
     */
    public <T> void run(Dataset<T> dataset, int done, StreamListener<R> listener) throws IOException {
        LoaderOptions loading =
                LoaderOptions.evaluation(options.batchSize(), options.workers()).withFailures(options.brokenPictures());
        SampleTransform transform = EvalOperations.NONE.transform(
                options.preprocessing(), options.decoder(), ImageBatch.Layout.FLOAT32_NCHW);
        DataLoader<T> loader = new DataLoader<>(dataset, transform, SampleOrder.sequential(Partition.whole()), loading);
        int first = (int) ((done + options.batchSize() - 1L) / options.batchSize());
        Teller<T, R> teller = new Teller<>(dataset, options.batchSize(), listener);
        try (EpochBatches<T> batches = loader.epoch(0, first)) {
            batches.onSkipped(teller::skipped);
            while (batches.hasNext()) {
                try (Batch<T> batch = batches.next()) {
                    teller.batch(batch, use.apply(batch.images()));
                }
            }
            teller.endBroken();
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of the listener: the loader has none
        }
    }

    /** Puts broken pictures between the others again. */
    private static final class Teller<T, R> {

        private final Dataset<T> dataset;
        private final int batchSize;
        private final StreamListener<R> listener;

        /** Broken pictures of one batch that were not told of. */
        private final List<Skipped> broken = new ArrayList<>();

        Teller(Dataset<T> dataset, int batchSize, StreamListener<R> listener) {
            this.dataset = dataset;
            this.batchSize = batchSize;
            this.listener = listener;
        }

        /** Takes a broken picture; those of a batch before are told of, since nothing else of it will come. */
        void skipped(Skipped sample) {
            try {
                endBrokenBefore(sample.index());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            broken.add(sample);
        }

        void batch(Batch<T> batch, List<R> answers) throws IOException {
            long[] indices = batch.indices();
            endBrokenBefore(Math.toIntExact(indices[0]));
            int told = 0;
            for (int i = 0; i < batch.size(); i++) {
                int index = Math.toIntExact(indices[i]);
                while (told < broken.size() && broken.get(told).index() < index) {
                    tell(broken.get(told++));
                }
                listener.answered(index, dataset.name(index), answers.get(i));
            }
            for (Skipped sample : broken.subList(told, broken.size())) {
                tell(sample);
            }
            broken.clear();
            end(Math.toIntExact(indices[0]));
        }

        private void tell(Skipped sample) throws IOException {
            listener.failed(sample.index(), sample.name(), sample.reason());
        }

        /** Ends a batch of which every picture was broken, if there is one before that of a picture. */
        private void endBrokenBefore(int index) throws IOException {
            if (!broken.isEmpty() && broken.get(0).index() / batchSize != index / batchSize) {
                endBroken();
            }
        }

        void endBroken() throws IOException {
            if (!broken.isEmpty()) {
                for (Skipped sample : broken) {
                    tell(sample);
                }
                int last = broken.get(broken.size() - 1).index();
                broken.clear();
                end(last);
            }
        }

        /** Ends the batch of a picture. */
        private void end(int index) throws IOException {
            listener.batchEnded((int) Math.min(dataset.size(), (index / batchSize + 1L) * batchSize));
        }
    }
}
