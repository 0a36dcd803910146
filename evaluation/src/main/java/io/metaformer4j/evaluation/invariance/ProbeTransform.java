package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/** Makes of each sample the network's input as bytes, and behind it the same input under each transformation. */
final class ProbeTransform implements SampleTransform {

    /** Bytes, which take a quarter of the memory of floats and are what transformations change. */
    static final ImageBatch.Layout LAYOUT = ImageBatch.Layout.UINT8_NHWC;

    private final ImageDecoder decoder;
    private final EvalTransform input;

    /** Only writes a picture that has the size of the input already: resizing by 1 changes no byte. */
    private final EvalTransform writing;

    /** One for each transformation, in their order; each names itself if it fails. */
    private final List<PictureOperation> operations;

    ProbeTransform(Preprocessing preprocessing, ImageDecoder decoder, List<Transformation> transformations) {
        this.decoder = decoder;
        this.input = EvalTransform.of(preprocessing, decoder, LAYOUT);
        this.writing = EvalTransform.of(preprocessing.withCropRatio(1), decoder, LAYOUT);
        this.operations = transformations.stream()
                .map(each -> PictureOperation.sequence(
                        List.of(each.operation(preprocessing.width(), preprocessing.height()))))
                .toList();
    }

    @Override
    public int views() {
        return 1 + operations.size();
    }

    @Override
    public ImageBatch newBatch(int size) {
        return input.newBatch(size);
    }

    @Override
    public Worker newWorker() {
        DecodeWorkspace workspace = new DecodeWorkspace();
        Worker writer = writing.newWorker();
        return (sample, seed, batch, index) -> {
            Picture original = input.apply(sample.decode(decoder, workspace));
            for (int i = 0; i < operations.size(); i++) {
                Picture changed = operations.get(i).apply(original, Seeds.derive(seed, i));
                writer.apply(new Sample.Pixels(changed), seed, batch, index + 1 + i);
            }
            return writer.apply(new Sample.Pixels(original), seed, batch, index);
        };
    }
}
