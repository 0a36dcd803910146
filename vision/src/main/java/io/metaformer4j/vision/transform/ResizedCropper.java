package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.vision.resample.Resize;
import java.util.List;

/** Decodes only the part that {@link RandomResizedCrop} draws, and resizes it. */
final class ResizedCropper implements Cropper {

    private final RandomResizedCrop cropping;
    private final List<Resampler> resamplers;
    private final ImageDecoder decoder;
    private final TransformWorkspace workspace;
    private final boolean gray;
    private byte[] cut = new byte[0];
    private byte[] shades = new byte[0];
    private AppliedGeometry drawn = AppliedGeometry.whole(1, 1);

    /** Reads pictures in colours, or in shades of gray. */
    ResizedCropper(RandomResizedCrop cropping, ImageDecoder decoder, TransformWorkspace workspace, boolean gray) {
        this.cropping = cropping;
        this.resamplers = cropping.interpolations().stream().map(Resampler::of).toList();
        this.decoder = decoder;
        this.workspace = workspace;
        this.gray = gray;
    }

    @Override
    public AppliedGeometry crop(Sample sample, RandomSource random, Canvas canvas) {
        Picture colors = sample.accept(new Sample.Visitor<Picture>() {
            @Override
            public Picture encoded(EncodedImage image) {
                return decoder.decode(
                        image, (width, height) -> draw(width, height, random, canvas), workspace.decoding());
            }

            @Override
            public Picture pixels(Picture picture) {
                return cut(picture, draw(picture.width(), picture.height(), random, canvas));
            }
        });
        Picture part = gray ? gray(colors) : colors;
        Resampler resampler =
                resamplers.size() == 1 ? resamplers.get(0) : resamplers.get(random.integer(0, resamplers.size() - 1));
        Region all = Region.whole(part.width(), part.height());
        Resize resize = Resize.ofRegion(all, canvas.width(), canvas.height());
        Picture resized = resampler.resize(part, all, resize, resize.whole(), workspace.resampling());
        System.arraycopy(resized.rgb(), 0, canvas.rgb(), 0, resized.byteCount());
        return drawn;
    }

    private Region draw(int width, int height, RandomSource random, Canvas canvas) {
        Region part = cropping.region(width, height, random);
        drawn = AppliedGeometry.of(
                width, height, part.x(), part.y(), part.width(), part.height(), canvas.width(), canvas.height());
        return part;
    }

    /** The pixels of a sample are only to be read, so they get a place of their own. */
    private Picture gray(Picture picture) {
        if (shades.length < picture.byteCount()) {
            shades = new byte[picture.byteCount()];
        }
        ColorEnhancement.gray(picture.rgb(), shades, picture.byteCount());
        return Picture.of(picture.width(), picture.height(), shades);
    }

    private Picture cut(Picture picture, Region region) {
        if (region.width() == picture.width() && region.height() == picture.height()) {
            return picture;
        }
        int rowBytes = Picture.CHANNELS * region.width();
        if (cut.length < rowBytes * region.height()) {
            cut = new byte[picture.byteCount()];
        }
        for (int y = 0; y < region.height(); y++) {
            int from = ((region.y() + y) * picture.width() + region.x()) * Picture.CHANNELS;
            System.arraycopy(picture.rgb(), from, cut, y * rowBytes, rowBytes);
        }
        return Picture.of(region.width(), region.height(), cut);
    }
}
