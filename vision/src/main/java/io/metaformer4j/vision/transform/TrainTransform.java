package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * Does what an {@link Augmentation} says, for a loader. The batches are normalised floats, {@code [N, C, H, W]}, or bytes,
 * {@code [N, H, W, C]}, that the engine normalises.
 *
 * <p>With statistics of one channel, pictures are turned into shades of gray before anything is done with them, as by Pillow's
 * {@code convert("L")}. The operations see red, green and blue that are alike, and give what Pillow gives for its mode {@code L};
 * where one paints in a colour, the batch gets its luma.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class TrainTransform implements SampleTransform {

    private final Augmentation augmentation;
    private final ImageDecoder decoder;
    private final ImageBatch.Layout layout;
    private final int views;
    private final Normalizer normalizer;

    private TrainTransform(Augmentation augmentation, ImageDecoder decoder, ImageBatch.Layout layout, int views) {
        this.augmentation = augmentation;
        this.decoder = decoder;
        this.layout = layout;
        this.views = views;
        this.normalizer = Normalizer.of(augmentation.input());
    }

    /**
     * Creates a transform into normalised floats.
     *
     * @param augmentation what to do
     * @param decoder what decodes image files
     * @return the transform
     */
    public static TrainTransform of(Augmentation augmentation, ImageDecoder decoder) {
        return of(augmentation, decoder, ImageBatch.Layout.FLOAT32_NCHW);
    }

    /**
     * Creates a transform.
     *
     * @param augmentation what to do
     * @param decoder what decodes image files
     * @param layout floats, or bytes that the engine normalises
     * @return the transform
     * @throws MetaFormerException if values are to be erased after normalisation, but there is none, or the network takes
     *     neither three channels nor one
     */
    public static TrainTransform of(Augmentation augmentation, ImageDecoder decoder, ImageBatch.Layout layout) {
        if (layout != ImageBatch.Layout.FLOAT32_NCHW && augmentation.erasing().isPresent()) {
            throw new MetaFormerException("random erasing works on normalised floats, but the batches are to hold "
                    + layout + "; use FLOAT32_NCHW, or a Cutout of the pixels");
        }
        return new TrainTransform(augmentation, decoder, layout, 1);
    }

    /**
     * The same with several views of each picture, as for AugMix: all have the same crop and flips. The first has none of the
     * operations, all others have those that are drawn for them.
     *
     * @param count how many views become of a sample
     * @return the changed transform
     * @throws MetaFormerException if there are none
     */
    public TrainTransform withViews(int count) {
        if (count < 1) {
            throw new MetaFormerException("a picture needs at least one view, not " + count);
        }
        return new TrainTransform(augmentation, decoder, layout, count);
    }

    /**
     * What the transform does.
     *
     * @return the augmentation
     */
    public Augmentation augmentation() {
        return augmentation;
    }

    @Override
    public int views() {
        return views;
    }

    @Override
    public ImageBatch newBatch(int size) {
        return ImageBatch.allocate(
                layout,
                size,
                normalizer.channels(),
                augmentation.input().height(),
                augmentation.input().width());
    }

    @Override
    public SampleTransform.Worker newWorker() {
        return new TrainWorker();
    }

    private final class TrainWorker implements SampleTransform.Worker {

        private final TransformWorkspace workspace = new TransformWorkspace();
        private final SplitMix64 random = new SplitMix64(0);
        private final Canvas canvas =
                new Canvas(augmentation.input().width(), augmentation.input().height());
        private final boolean pixelsStay = augmentation.operations().stream().noneMatch(PictureOperation::movesPixels);
        private final byte[] cropped = new byte[views == 1 ? 0 : canvas.rgb().length];
        private final Cropper cropper = augmentation.cropping().accept(new Cropping.Visitor<Cropper>() {
            @Override
            public Cropper randomResizedCrop(RandomResizedCrop cropping) {
                return new ResizedCropper(cropping, decoder, workspace, normalizer.isGray());
            }

            @Override
            public Cropper paddedCrop(PaddedCrop cropping) {
                return new PaddedCropper(cropping, decoder, workspace.decoding(), normalizer.isGray());
            }
        });

        @Override
        public AppliedGeometry apply(Sample sample, long seed, ImageBatch batch, int index) {
            random.reset(seed);
            AppliedGeometry crop = cropper.crop(sample, random, canvas);
            boolean horizontally = augmentation.horizontalFlip() > 0 && random.chance(augmentation.horizontalFlip());
            if (horizontally) {
                canvas.flipHorizontally();
            }
            boolean vertically = augmentation.verticalFlip() > 0 && random.chance(augmentation.verticalFlip());
            if (vertically) {
                canvas.flipVertically();
            }
            write(seed, batch, index);
            return crop.then(horizontally, vertically, pixelsStay);
        }

        /** Writes the views of what is on the canvas. */
        private void write(long seed, ImageBatch batch, int index) {
            if (views == 1) {
                finish(augmentation.operations(), batch, index);
                return;
            }
            System.arraycopy(canvas.rgb(), 0, cropped, 0, cropped.length);
            for (int view = 0; view < views; view++) {
                System.arraycopy(cropped, 0, canvas.rgb(), 0, cropped.length);
                random.reset(Seeds.derive(seed, view));
                finish(view == 0 ? List.of() : augmentation.operations(), batch, index + view);
            }
        }

        private void finish(List<PictureOperation> operations, ImageBatch batch, int index) {
            for (PictureOperation operation : operations) {
                operation.apply(canvas, random);
            }
            normalizer.write(canvas.picture(), batch, index, workspace);
            if (augmentation.erasing().isPresent()) {
                augmentation.erasing().get().apply(batch, index, random);
            }
        }
    }
}
