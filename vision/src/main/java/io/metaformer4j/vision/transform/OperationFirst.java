package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.Seeds;
import java.util.List;

/**
 * A transform of what an operation makes of whole pictures.
 *
 * @param operation what happens to the picture
 * @param decoder what decodes image files
 * @param rest the transform of the result
 */
record OperationFirst(PictureOperation operation, ImageDecoder decoder, SampleTransform rest)
        implements SampleTransform {

    /** Tells the operation's random stream from that of the rest, which has the sample's seed. */
    private static final long STREAM = 0x4f7065726174696fL;

    /** One sequence with one stream: two of this record would give both operations the same random numbers. */
    @Override
    public SampleTransform after(PictureOperation earlier, ImageDecoder decodesFirst) {
        return new OperationFirst(PictureOperation.sequence(List.of(earlier, operation)), decodesFirst, rest);
    }

    @Override
    public int views() {
        return rest.views();
    }

    @Override
    public ImageBatch newBatch(int size) {
        return rest.newBatch(size);
    }

    @Override
    public Worker newWorker() {
        DecodeWorkspace workspace = new DecodeWorkspace();
        Worker worker = rest.newWorker();
        return (sample, seed, batch, index) -> {
            Picture changed = operation.apply(sample.decode(decoder, workspace), Seeds.derive(seed, STREAM));
            AppliedGeometry geometry = worker.apply(new Sample.Pixels(changed), seed, batch, index);
            return geometry.then(false, false, !operation.movesPixels());
        };
    }
}
