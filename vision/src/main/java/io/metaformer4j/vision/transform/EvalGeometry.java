package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.resample.CropPlace;
import io.metaformer4j.vision.resample.Resize;

/**
 * Where the pixels of the network's input come from, for a picture of a certain size.
 *
 * @param resize how the picture is resized
 * @param window which part of the resized picture is kept
 * @param left columns of padding to the left of the window
 * @param top rows of padding above the window
 */
record EvalGeometry(Resize resize, Region window, int left, int top) {

    /** Cuts a part out of a resized picture; what it lacks is padded evenly, the odd pixel to the right and below. */
    static EvalGeometry of(Resize resize, int width, int height, CropPlace place) {
        int left = Math.max(0, (width - resize.width()) / 2);
        int top = Math.max(0, (height - resize.height()) / 2);
        Region window = new Region(
                place.left(resize.width(), width),
                place.top(resize.height(), height),
                Math.min(width, resize.width()),
                Math.min(height, resize.height()));
        return new EvalGeometry(resize, window, left, top);
    }

    /** The same for places in the picture, with an input of this size. */
    AppliedGeometry applied(int width, int height) {
        double columns =
                (double) resize.sourceWidth() / resize.width(); // of the picture for one of the resized picture
        double rows = (double) resize.sourceHeight() / resize.height();
        return AppliedGeometry.of(
                resize.sourceWidth(),
                resize.sourceHeight(),
                (window.x() - left) * columns,
                (window.y() - top) * rows,
                width * columns,
                height * rows,
                width,
                height);
    }
}
