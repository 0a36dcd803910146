package io.metaformer4j.evaluation;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.TransformWorkspace;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Turns pictures into batches for a network. Safe for concurrent use; memory is kept for the next call. */
final class PictureBatches {

    private final EvalTransform transform;
    private final ImageDecoder decoder;
    private final int largest;
    private final Queue<TransformWorkspace> workspaces = new ConcurrentLinkedQueue<>();
    private final Queue<ImageBatch> spare = new ConcurrentLinkedQueue<>();

    /** Uses a batch whose memory is valid during the call only. */
    interface Reader<R> {
        /** Reads a batch of the pictures {@code names}; returns one result for each. */
        List<R> read(ImageBatch batch, List<PictureSource> pictures);
    }

    PictureBatches(Preprocessing preprocessing, ImageDecoder decoder) {
        this.decoder = decoder;
        this.transform = EvalTransform.of(preprocessing);
        this.largest = Inference.picturesAtOnce(preprocessing.height(), preprocessing.width());
    }

    /** One result for each picture, in their order; the pictures of a batch are decoded in parallel. */
    <R> List<R> read(List<PictureSource> pictures, Reader<R> reader) throws IOException {
        List<R> results = new ArrayList<>(pictures.size());
        for (int from = 0; from < pictures.size(); from += largest) {
            List<PictureSource> part = pictures.subList(from, Math.min(pictures.size(), from + largest));
            ImageBatch memory = batch(part.size());
            try {
                fill(memory, part);
                results.addAll(reader.read(memory.first(part.size()), part));
            } finally {
                spare.add(memory);
            }
        }
        return results;
    }

    private void fill(ImageBatch batch, List<PictureSource> pictures) throws IOException {
        if (pictures.size() == 1) {
            write(pictures.get(0), batch, 0);
            return;
        }
        try {
            IntStream.range(0, pictures.size()).parallel().forEach(i -> {
                try {
                    write(pictures.get(i), batch, i);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(PictureSource picture, ImageBatch batch, int index) throws IOException {
        TransformWorkspace workspace = Optional.ofNullable(workspaces.poll()).orElseGet(TransformWorkspace::new);
        try {
            picture.write(transform, decoder, batch, index, workspace);
        } finally {
            workspaces.add(workspace);
        }
    }

    private ImageBatch batch(int size) {
        return Optional.ofNullable(spare.poll())
                .filter(memory -> memory.size() >= size)
                .orElseGet(() -> transform.newBatch(ImageBatch.Layout.FLOAT32_NCHW, size));
    }
}
