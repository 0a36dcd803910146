package io.metaformer4j.vision.data;

import io.metaformer4j.vision.transform.AppliedGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that a picture shows, for detection.
 *
 * @param boxes one for each object, in the data set's order; empty where the picture shows none
 */
public record Boxes(List<Box> boxes) {

    /** Copies the list. */
    public Boxes {
        boxes = List.copyOf(boxes);
    }

    /**
     * The boxes in the network's input of which anything is left.
     *
     * @param geometry how the picture became the input
     * @return as {@link #in(AppliedGeometry, double)} with a smallest share of 0
     * @throws io.metaformer4j.zoo.MetaFormerException as there
     */
    public Boxes in(AppliedGeometry geometry) {
        return in(geometry, 0);
    }

    /**
     * The boxes in the network's input. They follow crop, resizing and flips, and are clipped to the input; their order stays.
     * Left out are those of which nothing is in the input, also those without any area, and those of which too little is.
     *
     * @param geometry how the picture became the input
     * @param smallestShare how much of a box's area must be in the input, 0 to 1
     * @return the boxes in pixels of the input
     * @throws io.metaformer4j.zoo.MetaFormerException if the geometry is not exact
     */
    public Boxes in(AppliedGeometry geometry, double smallestShare) {
        if (!(smallestShare >= 0 && smallestShare <= 1)) {
            throw new IllegalArgumentException(
                    "smallest share of a box that stays is " + smallestShare + "; give 0 to 1");
        }
        geometry.requireExact();
        List<Box> kept = new ArrayList<>();
        for (Box box : boxes) {
            double share = geometry.share(box.left(), box.top(), box.right(), box.bottom());
            if (share > 0 && share >= smallestShare) {
                kept.add(box.in(geometry));
            }
        }
        return new Boxes(kept);
    }

    /**
     * The rectangle around an object, in pixels of the picture as it is decoded: the pixel in column {@code x} reaches from
     * {@code x} to {@code x + 1}, and {@code y} goes downwards.
     *
     * @param left smallest x
     * @param top smallest y
     * @param right largest x, not below {@code left}
     * @param bottom largest y, not below {@code top}
     * @param label class of the object, an index into the data set's {@linkplain Dataset#classNames() class names}
     */
    public record Box(double left, double top, double right, double bottom, int label) {

        /** Checks that the sides are in order and the label is one. */
        public Box {
            boolean finite = Double.isFinite(left + top + right + bottom);
            if (!finite || right < left || bottom < top) {
                throw new IllegalArgumentException("box goes from (" + left + ", " + top + ") to (" + right + ", "
                        + bottom + "); give finite numbers, left and top before right and bottom");
            }
            if (label < 0) {
                throw new IllegalArgumentException("label of a box is " + label + "; classes are numbered from 0");
            }
        }

        /**
         * The width.
         *
         * @return pixels, not negative
         */
        public double width() {
            return right - left;
        }

        /**
         * The height.
         *
         * @return pixels, not negative
         */
        public double height() {
            return bottom - top;
        }

        /** Flips exchange the sides. */
        private Box in(AppliedGeometry geometry) {
            double x = clip(geometry.outputX(left), geometry.outputWidth());
            double otherX = clip(geometry.outputX(right), geometry.outputWidth());
            double y = clip(geometry.outputY(top), geometry.outputHeight());
            double otherY = clip(geometry.outputY(bottom), geometry.outputHeight());
            return new Box(Math.min(x, otherX), Math.min(y, otherY), Math.max(x, otherX), Math.max(y, otherY), label);
        }

        private static double clip(double place, int side) {
            return Math.max(0, Math.min(side, place));
        }
    }
}
