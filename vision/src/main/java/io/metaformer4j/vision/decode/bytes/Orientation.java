package io.metaformer4j.vision.decode.bytes;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.limits.ImageSize;
import java.util.Optional;

/** How a camera was held, as EXIF tag 0x0112 counts it from 1 to 8, and how the picture is turned upright. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    QUARTER_LEFT(true, false, true),
    TRANSVERSED(true, true, true),
    QUARTER_RIGHT(true, true, false);

    private final boolean swapsSides;
    private final boolean fromRight;
    private final boolean fromBottom;

    /**
     * Describes where the pixel (x, y) of the upright picture comes from: if sides are swapped x runs down the source's
     * rows and y along its columns; columns may count from the right, rows from the bottom.
     */
    Orientation(boolean swapsSides, boolean fromRight, boolean fromBottom) {
        this.swapsSides = swapsSides;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** The orientation with EXIF's number, if there is one. */
    static Optional<Orientation> ofExif(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }

    /** The size of the upright picture. */
    ImageSize apply(ImageSize size) {
        return swapsSides ? size.swapped() : size;
    }

    /** Where a region of the upright picture lies in the picture as stored, whose size is given. */
    Region source(Region upright, ImageSize stored) {
        int x = swapsSides ? upright.y() : upright.x();
        int y = swapsSides ? upright.x() : upright.y();
        int width = swapsSides ? upright.height() : upright.width();
        int height = swapsSides ? upright.width() : upright.height();
        return new Region(
                fromRight ? stored.width() - x - width : x,
                fromBottom ? stored.height() - y - height : y,
                width,
                height);
    }

    /** The upright picture, of its own memory; also of a {@linkplain #source part}. */
    Picture apply(Picture picture) {
        ImageSize size = apply(new ImageSize(picture.width(), picture.height()));
        byte[] from = picture.rgb();
        byte[] to = new byte[picture.byteCount()];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int column = swapsSides ? y : x;
                int row = swapsSides ? x : y;
                column = fromRight ? picture.width() - 1 - column : column;
                row = fromBottom ? picture.height() - 1 - row : row;
                int source = (row * picture.width() + column) * Picture.CHANNELS;
                to[at++] = from[source];
                to[at++] = from[source + 1];
                to[at++] = from[source + 2];
            }
        }
        return Picture.of(size.width(), size.height(), to);
    }
}
