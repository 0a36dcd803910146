package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureColumnStrips;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.resample.ResampleWorkspace;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.vision.resample.Resize;
import io.metaformer4j.vision.resample.RowSink;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;

/**
 * timm's evaluation transform: resize to {@code floor(size / cropRatio)}, cut out the centre, normalise.
 *
 * <p>Follows {@code timm/data/transforms_factory.py}, {@code transforms_imagenet_eval}, of timm 1.0.29; the bytes before
 * normalisation are identical to its bytes.
 *
 * <p>There is no randomness in it: seeds are not looked at. Immutable and safe for concurrent use; workers are not.
 */
public final class EvalTransform implements SampleTransform {

    private final Preprocessing preprocessing;
    private final ImageDecoder decoder;
    private final ImageBatch.Layout layout;
    private final Resampler resampler;
    private final Normalizer normalizer;
    private final int[] padding;

    private EvalTransform(Preprocessing preprocessing, ImageDecoder decoder, ImageBatch.Layout layout) {
        this.preprocessing = preprocessing;
        this.decoder = decoder;
        this.layout = layout;
        this.resampler = Resampler.of(interpolation(preprocessing));
        this.normalizer = Normalizer.of(preprocessing.mean(), preprocessing.std());
        this.padding = padding(preprocessing);
    }

    /**
     * Creates the transform of a model into normalised floats, {@code [N, 3, H, W]}, with the standard decoder.
     *
     * @param preprocessing sizes, crop and statistics
     * @return the transform
     */
    public static EvalTransform of(Preprocessing preprocessing) {
        return of(preprocessing, ImageDecoder.standard(), ImageBatch.Layout.FLOAT32_NCHW);
    }

    /**
     * Creates the transform of a model.
     *
     * @param preprocessing sizes, crop and statistics
     * @param decoder what decodes image files
     * @param layout floats, or bytes that the engine normalises
     * @return the transform
     */
    public static EvalTransform of(Preprocessing preprocessing, ImageDecoder decoder, ImageBatch.Layout layout) {
        return new EvalTransform(preprocessing, decoder, layout);
    }

    /**
     * What the transform does.
     *
     * @return sizes, crop and statistics
     */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public ImageBatch newBatch(int size) {
        return ImageBatch.allocate(layout, size, preprocessing.height(), preprocessing.width());
    }

    @Override
    public SampleTransform.Worker newWorker() {
        TransformWorkspace workspace = new TransformWorkspace();
        return (sample, seed, batch, index) -> {
            checkSize(batch);
            sample.accept(new Sample.Visitor<Void>() {
                @Override
                public Void encoded(EncodedImage image) {
                    write(image, batch, index, workspace);
                    return null;
                }

                @Override
                public Void pixels(Picture picture) {
                    write(picture, batch, index, workspace);
                    return null;
                }
            });
        };
    }

    /**
     * Resizes and crops a picture without normalising it.
     *
     * @param picture the picture; only read
     * @return the network's input as bytes, a picture of its own
     */
    public Picture apply(Picture picture) {
        EvalGeometry geometry = geometry(picture.width(), picture.height());
        Region whole = Region.whole(picture.width(), picture.height());
        Picture window =
                resampler.resize(picture, whole, geometry.resize(), geometry.window(), new ResampleWorkspace());
        int width = preprocessing.width();
        int height = preprocessing.height();
        Picture result = Picture.filled(width, height, padding[0], padding[1], padding[2]);
        int rowBytes = Picture.CHANNELS * window.width();
        for (int y = 0; y < window.height(); y++) {
            int to = ((geometry.top() + y) * width + geometry.left()) * Picture.CHANNELS;
            System.arraycopy(window.rgb(), y * rowBytes, result.rgb(), to, rowBytes);
        }
        return result;
    }

    private void write(Picture picture, ImageBatch batch, int index, TransformWorkspace workspace) {
        EvalGeometry geometry = geometry(picture.width(), picture.height());
        Region whole = Region.whole(picture.width(), picture.height());
        Region needed = resampler.needed(geometry.resize(), geometry.window(), workspace.resampling());
        write(PictureColumnStrips.of(picture, whole, needed), geometry, batch, index, workspace);
    }

    /** Decodes as much of an image as is needed. */
    private void write(EncodedImage image, ImageBatch batch, int index, TransformWorkspace workspace) {
        NeededPart needed = new NeededPart(workspace);
        ColumnStrips strips = decoder.open(image, needed, workspace.decoding());
        write(strips, needed.geometry, batch, index, workspace);
    }

    /** Asks the decoder for what the resampler will read. */
    private final class NeededPart implements RegionOfInterest {

        private final TransformWorkspace workspace;
        private EvalGeometry geometry;

        NeededPart(TransformWorkspace workspace) {
            this.workspace = workspace;
        }

        @Override
        public Region choose(int width, int height) {
            geometry = geometry(width, height);
            return resampler.needed(geometry.resize(), geometry.window(), workspace.resampling());
        }
    }

    private void write(
            ColumnStrips strips, EvalGeometry geometry, ImageBatch batch, int index, TransformWorkspace workspace) {
        Region window = geometry.window();
        Region place = new Region(geometry.left(), geometry.top(), window.width(), window.height());
        if (place.width() < batch.width() || place.height() < batch.height()) {
            normalizer.write(
                    Picture.filled(batch.width(), batch.height(), padding[0], padding[1], padding[2]),
                    batch,
                    index,
                    workspace);
        }
        RowSink rows = normalizer.rows(batch, index, place, workspace);
        resampler.resize(strips, geometry.resize(), window, workspace.resampling(), rows);
    }

    private void checkSize(ImageBatch batch) {
        if (batch.width() != preprocessing.width() || batch.height() != preprocessing.height()) {
            throw new IllegalArgumentException(batch + " is not of the network's input size " + preprocessing.width()
                    + "x" + preprocessing.height());
        }
    }

    /** timm pads with the mean colour in border mode; elsewhere torchvision pads with black. */
    private static int[] padding(Preprocessing preprocessing) {
        int[] color = new int[Picture.CHANNELS];
        if (preprocessing.cropMode() == CropMode.BORDER) {
            for (int c = 0; c < Picture.CHANNELS; c++) {
                color[c] = (int) Math.rint(255 * preprocessing.mean().get(c));
            }
        }
        return color;
    }

    EvalGeometry geometry(int width, int height) {
        int scaledWidth = (int) Math.floor(preprocessing.width() / preprocessing.cropRatio());
        int scaledHeight = (int) Math.floor(preprocessing.height() / preprocessing.cropRatio());
        double ratioWidth = (double) width / scaledWidth;
        double ratioHeight = (double) height / scaledHeight;
        Resize resize =
                switch (preprocessing.cropMode()) {
                    case SQUASH -> Resize.whole(width, height, scaledWidth, scaledHeight);
                    case BORDER -> keepRatio(width, height, Math.max(ratioWidth, ratioHeight));
                    case CENTER ->
                        scaledWidth == scaledHeight
                                ? shorterSide(width, height, scaledWidth)
                                : keepRatio(width, height, Math.min(ratioWidth, ratioHeight));
                };
        return EvalGeometry.centered(resize, preprocessing.width(), preprocessing.height());
    }

    /** timm's {@code ResizeKeepRatio}: sizes rounded half to even. */
    private static Resize keepRatio(int width, int height, double ratio) {
        return Resize.whole(width, height, (int) Math.rint(width / ratio), (int) Math.rint(height / ratio));
    }

    /** torchvision's {@code Resize} with one number: the longer side is truncated. */
    private static Resize shorterSide(int width, int height, int size) {
        return width <= height
                ? Resize.whole(width, height, size, (int) ((double) ((long) size * height) / width))
                : Resize.whole(width, height, (int) ((double) ((long) size * width) / height), size);
    }

    /** For inputs that are not square, timm's centre crop resizes with {@code ResizeKeepRatio}'s default filter. */
    private static Interpolation interpolation(Preprocessing preprocessing) {
        int scaledWidth = (int) Math.floor(preprocessing.width() / preprocessing.cropRatio());
        int scaledHeight = (int) Math.floor(preprocessing.height() / preprocessing.cropRatio());
        boolean keepsRatio = preprocessing.cropMode() == CropMode.CENTER && scaledWidth != scaledHeight;
        return keepsRatio ? Interpolation.BILINEAR : preprocessing.interpolation();
    }
}
