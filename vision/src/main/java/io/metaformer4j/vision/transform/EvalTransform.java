package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureColumnStrips;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.resample.CropPlace;
import io.metaformer4j.vision.resample.ResampleWorkspace;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.vision.resample.Resize;
import io.metaformer4j.vision.resample.RowSink;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * timm's evaluation transform: resize to {@code floor(size / cropRatio)}, cut out the centre, normalise.
 *
 * <p>Follows {@code timm/data/transforms_factory.py}, {@code transforms_imagenet_eval}, of timm 1.0.29; the bytes before
 * normalisation are identical to its bytes.
 *
 * <p>With statistics of one channel, the picture is turned into shades of gray first, as by Pillow's {@code convert("L")}, and
 * the batches have one channel.
 *
 * <p>There is no randomness in it, and seeds are for its {@linkplain #withOperations operations} if it has some. Immutable and
 * safe for concurrent use; workers are not.
 */
public final class EvalTransform implements SampleTransform {

    /** Tells the operations' random stream from that of operations before the transform. */
    private static final long STREAM = 0x4576616c496e7075L;

    private final Preprocessing preprocessing;
    private final ImageDecoder decoder;
    private final ImageBatch.Layout layout;
    private final List<PictureOperation> operations;
    private final CropPlace place;
    private final Resampler resampler;
    private final Normalizer normalizer;
    private final int[] padding;

    private EvalTransform(
            Preprocessing preprocessing,
            ImageDecoder decoder,
            ImageBatch.Layout layout,
            List<PictureOperation> operations,
            CropPlace place) {
        this.preprocessing = preprocessing;
        this.decoder = decoder;
        this.layout = layout;
        this.operations = List.copyOf(operations);
        this.place = place;
        this.resampler = Resampler.of(interpolation(preprocessing));
        this.normalizer = Normalizer.of(preprocessing);
        this.padding = padding(preprocessing);
    }

    /**
     * Creates the transform of a model into normalised floats, {@code [N, C, H, W]}, with the standard decoder.
     *
     * @param preprocessing sizes, crop and statistics
     * @return the transform
     * @throws io.metaformer4j.zoo.MetaFormerException as {@link #of(Preprocessing, ImageDecoder, ImageBatch.Layout)}
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
     * @throws io.metaformer4j.zoo.MetaFormerException if the network takes neither three channels nor one
     */
    public static EvalTransform of(Preprocessing preprocessing, ImageDecoder decoder, ImageBatch.Layout layout) {
        return new EvalTransform(preprocessing, decoder, layout, List.of(), CropPlace.CENTER);
    }

    /**
     * The same with these operations instead of its own: they change the resized and cropped picture, which has the size of the
     * network's input, before it is normalised.
     *
     * @param changes in this order
     * @return the changed transform
     */
    public EvalTransform withOperations(List<PictureOperation> changes) {
        return new EvalTransform(preprocessing, decoder, layout, changes, place);
    }

    /**
     * The same with another part of the resized picture than its centre.
     *
     * @param part which part becomes the network's input
     * @return the changed transform
     */
    public EvalTransform withPlace(CropPlace part) {
        return new EvalTransform(preprocessing, decoder, layout, operations, part);
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
        return ImageBatch.allocate(layout, size, normalizer.channels(), preprocessing.height(), preprocessing.width());
    }

    @Override
    public SampleTransform.Worker newWorker() {
        TransformWorkspace workspace = new TransformWorkspace();
        PictureOperation change = PictureOperation.sequence(operations);
        return (sample, seed, batch, index) -> {
            checkSize(batch);
            if (!operations.isEmpty()) {
                Picture picture = sample.decode(decoder, workspace.decoding());
                normalizer.write(change.apply(apply(picture), Seeds.derive(seed, STREAM)), batch, index, workspace);
                EvalGeometry geometry = geometry(picture.width(), picture.height());
                return applied(geometry).then(false, false, !change.movesPixels());
            }
            return applied(sample.accept(new Sample.Visitor<EvalGeometry>() {
                @Override
                public EvalGeometry encoded(EncodedImage image) {
                    return write(image, batch, index, workspace);
                }

                @Override
                public EvalGeometry pixels(Picture picture) {
                    return write(picture, batch, index, workspace);
                }
            }));
        };
    }

    private AppliedGeometry applied(EvalGeometry geometry) {
        return geometry.applied(preprocessing.width(), preprocessing.height());
    }

    /**
     * Resizes and crops a picture without normalising it; from this the operations start.
     *
     * @param picture the picture; only read
     * @return the network's input as bytes, a picture of its own; red, green and blue are alike where the network takes one
     *     channel
     */
    public Picture apply(Picture picture) {
        EvalGeometry geometry = geometry(picture.width(), picture.height());
        Region whole = Region.whole(picture.width(), picture.height());
        Picture source = normalizer.isGray() ? gray(picture) : picture;
        Picture window = resampler.resize(source, whole, geometry.resize(), geometry.window(), new ResampleWorkspace());
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

    private static Picture gray(Picture picture) {
        byte[] gray = new byte[picture.byteCount()];
        ColorEnhancement.gray(picture.rgb(), gray, gray.length);
        return Picture.of(picture.width(), picture.height(), gray);
    }

    private EvalGeometry write(Picture picture, ImageBatch batch, int index, TransformWorkspace workspace) {
        EvalGeometry geometry = geometry(picture.width(), picture.height());
        Region whole = Region.whole(picture.width(), picture.height());
        Region needed = resampler.needed(geometry.resize(), geometry.window(), workspace.resampling());
        write(PictureColumnStrips.of(picture, whole, needed), geometry, batch, index, workspace);
        return geometry;
    }

    /** Decodes as much of an image as is needed. */
    private EvalGeometry write(EncodedImage image, ImageBatch batch, int index, TransformWorkspace workspace) {
        NeededPart needed = new NeededPart(workspace);
        ColumnStrips strips = decoder.open(image, needed, workspace.decoding());
        write(strips, needed.geometry, batch, index, workspace);
        return needed.geometry;
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
        ColumnStrips source = normalizer.isGray() ? new GrayStrips(strips) : strips;
        resampler.resize(source, geometry.resize(), window, workspace.resampling(), rows);
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
                color[c] = (int) Math.rint(255 * preprocessing.colorMean(c));
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
        return EvalGeometry.of(resize, preprocessing.width(), preprocessing.height(), place);
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
