package io.metaformer4j.evaluation;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.OperationFailedException;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Turns pictures of any form into batches for a network; the one way for classification, features and explanations.
 *
 * <p>Safe for concurrent use; memory is kept for the next call.
 */
public final class PictureFeed {

    /** Pixels that run through the network at a time: 16 pictures of 224x224 keep every core busy in little memory. */
    private static final int PIXELS_AT_ONCE = 16 * 224 * 224;

    private static final int PICTURES_AT_ONCE = 256;

    /** The same for all pictures, so that what becomes of one depends neither on its place nor on its form. */
    private static final long SEED = 0;

    private final ImageDecoder decoder;
    private final SampleTransform transform;
    private final int largest;
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();
    private final Queue<ImageBatch> spare = new ConcurrentLinkedQueue<>();

    /** What one thread reads with. */
    private record Reader(DecodeWorkspace workspace, SampleTransform.Worker worker) {}

    /**
     * Uses a batch whose memory is valid during the call only.
     *
     * @param <R> what it makes of a picture
     */
    public interface BatchFunction<R> {
        /**
         * Uses a batch.
         *
         * @param batch float pictures {@code [N, C, H, W]}
         * @return one result for each picture
         */
        List<R> apply(ImageBatch batch);
    }

    private PictureFeed(Preprocessing preprocessing, ImageDecoder decoder, EvalOperations operations) {
        this.decoder = decoder;
        this.transform = operations.transform(preprocessing, decoder, ImageBatch.Layout.FLOAT32_NCHW);
        this.largest = picturesAtOnce(preprocessing.height(), preprocessing.width());
    }

    /**
     * Feeds a model.
     *
     * @param preprocessing how a picture becomes its input
     * @param decoder decodes image files and bytes
     * @return the feed
     */
    public static PictureFeed of(Preprocessing preprocessing, ImageDecoder decoder) {
        return of(preprocessing, decoder, EvalOperations.NONE);
    }

    /**
     * Feeds a model with pictures that are changed before, for instance made worse. Every picture gets the same random numbers,
     * so that what becomes of it depends on nothing but the picture.
     *
     * @param preprocessing how a picture becomes its input
     * @param decoder decodes image files and bytes
     * @param operations what happens to the pictures; where one fails, the picture cannot be used
     * @return the feed
     */
    public static PictureFeed of(Preprocessing preprocessing, ImageDecoder decoder, EvalOperations operations) {
        return new PictureFeed(preprocessing, decoder, operations);
    }

    /** How many pictures of a size should run through a network at a time. */
    static int picturesAtOnce(int height, int width) {
        long fitting = PIXELS_AT_ONCE / ((long) height * width);
        return (int) Math.max(1, Math.min(PICTURES_AT_ONCE, fitting));
    }

    /**
     * Uses pictures, several at a time; one that cannot be used ends it for all.
     *
     * @param <R> what becomes of a picture
     * @param pictures the pictures
     * @param use uses each batch
     * @return one result for each picture, in their order
     * @throws IOException if one cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     */
    public <R> List<R> all(List<ImageSource> pictures, BatchFunction<R> use) throws IOException {
        List<R> results = new ArrayList<>(pictures.size());
        List<Exception> failures = new ArrayList<>();
        for (int from = 0; from < pictures.size() && failures.isEmpty(); from += largest) {
            batch(pictures.subList(from, Math.min(pictures.size(), from + largest)), use, new PictureListener<R>() {
                @Override
                public void answered(ImageSource picture, R answer) {
                    results.add(answer);
                }

                @Override
                public void failed(ImageSource picture, Exception reason) {
                    failures.add(reason);
                }
            });
        }
        if (!failures.isEmpty()) {
            throw thrown(failures.get(0));
        }
        return results;
    }

    private static IOException thrown(Exception failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (IOException) failure; // reading throws nothing else
    }

    /**
     * Uses pictures, several at a time; one that cannot be used does not touch the others.
     *
     * @param <R> what becomes of a picture
     * @param pictures the pictures
     * @param use uses each batch
     * @param listener is told of every picture, in their order, as soon as its batch is done
     */
    public <R> void each(List<ImageSource> pictures, BatchFunction<R> use, PictureListener<R> listener) {
        for (int from = 0; from < pictures.size(); from += largest) {
            batch(pictures.subList(from, Math.min(pictures.size(), from + largest)), use, listener);
        }
    }

    private <R> void batch(List<ImageSource> pictures, BatchFunction<R> use, PictureListener<R> listener) {
        ImageBatch memory = Optional.ofNullable(spare.poll())
                .filter(kept -> kept.size() >= pictures.size())
                .orElseGet(() -> transform.newBatch(pictures.size()));
        try {
            List<Optional<Exception>> failures = fill(memory, pictures);
            boolean anyUsable = failures.stream().anyMatch(Optional::isEmpty);
            // pictures that failed left something of an earlier one in their place, whose result is not looked at
            List<R> results = anyUsable ? use.apply(memory.first(pictures.size())) : List.of();
            for (int i = 0; i < pictures.size(); i++) {
                if (failures.get(i).isPresent()) {
                    listener.failed(pictures.get(i), failures.get(i).get());
                } else {
                    listener.answered(pictures.get(i), results.get(i));
                }
            }
        } finally {
            spare.add(memory);
        }
    }

    /** Decodes in parallel, except for a single picture. */
    private List<Optional<Exception>> fill(ImageBatch batch, List<ImageSource> pictures) {
        if (pictures.size() == 1) {
            return List.of(write(pictures.get(0), batch, 0));
        }
        return IntStream.range(0, pictures.size())
                .parallel()
                .mapToObj(i -> write(pictures.get(i), batch, i))
                .toList();
    }

    private Optional<Exception> write(ImageSource picture, ImageBatch batch, int index) {
        Reader reader = Optional.ofNullable(readers.poll())
                .orElseGet(() -> new Reader(new DecodeWorkspace(), transform.newWorker()));
        try {
            reader.worker().apply(picture.read(decoder, reader.workspace()), SEED, batch, index);
            return Optional.empty();
        } catch (OperationFailedException e) {
            String name = PrintableText.of(picture.name());
            return Optional.of(new MetaFormerException("picture '" + name + "' cannot be used: " + e.getMessage(), e));
        } catch (IOException | RuntimeException e) {
            return Optional.of(e);
        } finally {
            readers.add(reader);
        }
    }

    /**
     * Reads one picture.
     *
     * @param picture the picture
     * @return a batch of its own, {@code [1, C, H, W]}
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws MetaFormerException if an operation fails on it
     */
    public ImageBatch read(ImageSource picture) throws IOException {
        ImageBatch batch = transform.newBatch(1);
        Optional<Exception> failure = write(picture, batch, 0);
        if (failure.isPresent()) {
            throw thrown(failure.get());
        }
        return batch;
    }
}
