package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;

/** Copies what {@link PaddedCrop} draws; the padded picture never exists. */
final class PaddedCropper implements Cropper {

    private final PaddedCrop cropping;
    private final ImageDecoder decoder;
    private final DecodeWorkspace workspace;
    private final boolean gray;

    /** Reads pictures in colours, or in shades of gray. */
    PaddedCropper(PaddedCrop cropping, ImageDecoder decoder, DecodeWorkspace workspace, boolean gray) {
        this.cropping = cropping;
        this.decoder = decoder;
        this.workspace = workspace;
        this.gray = gray;
    }

    @Override
    public AppliedGeometry crop(Sample sample, RandomSource random, Canvas canvas) {
        Picture picture = sample.decode(decoder, workspace);
        int maxTop = picture.height() + 2 * cropping.padding() - canvas.height();
        int maxLeft = picture.width() + 2 * cropping.padding() - canvas.width();
        check(picture, maxTop, maxLeft, canvas);
        int top = (maxTop == 0 ? 0 : random.integer(0, maxTop)) - cropping.padding();
        int left = (maxLeft == 0 ? 0 : random.integer(0, maxLeft)) - cropping.padding();
        int rowBytes = Picture.CHANNELS * canvas.width();
        for (int y = 0; y < canvas.height(); y++) {
            int row = source(top + y, picture.height());
            if (row < 0) {
                Arrays.fill(canvas.rgb(), y * rowBytes, (y + 1) * rowBytes, (byte) 0);
            } else {
                copyRow(picture, row, left, canvas, y);
            }
        }
        if (gray) {
            byte[] rgb = canvas.rgb(); // each pixel is a copy of one of the picture, so the order does not matter
            ColorEnhancement.gray(rgb, rgb, rgb.length);
        }
        int width = canvas.width();
        int height = canvas.height();
        return AppliedGeometry.of(picture.width(), picture.height(), left, top, width, height, width, height);
    }

    private void check(Picture picture, int maxTop, int maxLeft, Canvas canvas) {
        if (maxTop < 0 || maxLeft < 0) {
            throw new MetaFormerException("picture of " + picture.width() + "x" + picture.height()
                    + " with a padding of "
                    + cropping.padding() + " is smaller than the network's input of " + canvas.width() + "x"
                    + canvas.height() + "; raise the padding, make the input smaller, or use a random resized crop");
        }
        int shortest = Math.min(picture.width(), picture.height());
        if (cropping.border() == PaddedCrop.Border.REFLECT && cropping.padding() >= shortest) {
            throw new MetaFormerException("picture of " + picture.width() + "x" + picture.height()
                    + " cannot be mirrored for a padding of " + cropping.padding()
                    + "; the padding must be smaller than the picture");
        }
    }

    private void copyRow(Picture picture, int row, int left, Canvas canvas, int y) {
        byte[] to = canvas.rgb();
        int start = y * canvas.width();
        int inside = Math.min(canvas.width(), Math.max(0, -left));
        int behind = Math.max(inside, Math.min(canvas.width(), picture.width() - left));
        if (behind > inside) {
            int from = (row * picture.width() + left + inside) * Picture.CHANNELS;
            System.arraycopy(
                    picture.rgb(), from, to, (start + inside) * Picture.CHANNELS, (behind - inside) * Picture.CHANNELS);
        }
        for (int x = 0; x < inside; x++) {
            copyPixel(picture, row, source(left + x, picture.width()), to, start + x);
        }
        for (int x = behind; x < canvas.width(); x++) {
            copyPixel(picture, row, source(left + x, picture.width()), to, start + x);
        }
    }

    private static void copyPixel(Picture picture, int row, int column, byte[] to, int pixel) {
        for (int c = 0; c < Picture.CHANNELS; c++) {
            to[pixel * Picture.CHANNELS + c] =
                    column < 0 ? 0 : picture.rgb()[(row * picture.width() + column) * Picture.CHANNELS + c];
        }
    }

    /** Where the pixel of a padded line comes from; negative for black. */
    private int source(int position, int size) {
        if (position >= 0 && position < size) {
            return position;
        }
        return switch (cropping.border()) {
            case ZERO -> -1;
            case EDGE -> position < 0 ? 0 : size - 1;
            case REFLECT -> position < 0 ? -position : 2 * (size - 1) - position;
        };
    }
}
