package io.metaformer4j.vision.data;

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
     * The rectangle around an object, in pixels of the picture as it is stored: the pixel in column {@code x} reaches from
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
    }
}
