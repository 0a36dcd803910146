package io.metaformer4j.vision.decode.jpeg.baseline;

import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.jpeg.JpegColors;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Component;
import io.metaformer4j.vision.decode.limits.ImageSize;
import java.util.List;

/**
 * Which blocks of a baseline JPEG a region needs. A unit is the smallest group of blocks that holds all components: 8 or
 * 16 pixels wide and high.
 *
 * @param size size of the picture
 * @param region the region that is wanted
 * @param chromaWidth columns of the second and third component
 * @param chromaHeight rows of the second and third component
 * @param wide 2 if these have half as many columns as the first, else 1
 * @param high 2 if they have half as many rows, else 1
 */
public record BaselineGeometry(ImageSize size, Region region, int chromaWidth, int chromaHeight, int wide, int high) {

    /** Whether the fast decoder knows the file's kind; others are left to libjpeg. */
    public static boolean supports(JpegHeader header) {
        List<Component> components = header.components();
        if (!header.isSequential() || !header.hasLegalSampling() || components.size() > 3) {
            return false;
        }
        if (components.size() == 1) {
            return true;
        }
        Component first = components.get(0);
        boolean sampled = first.horizontal() > 1 || first.vertical() > 1;
        boolean known = first.horizontal() <= 2
                && first.vertical() <= 2
                && components.stream().skip(1).allMatch(c -> c.horizontal() == 1 && c.vertical() == 1);
        // libjpeg does not interpolate chroma that is only two pixels wide.
        boolean interpolates = first.horizontal() == 1 || header.size().width() > 4;
        return known && interpolates && !(sampled && header.colors() == JpegColors.RGB);
    }

    /** The blocks that a region of a supported file needs. */
    public static BaselineGeometry of(JpegHeader header, Region region) {
        boolean gray = header.components().size() == 1;
        int wide = gray ? 1 : header.components().get(0).horizontal();
        int high = gray ? 1 : header.components().get(0).vertical();
        int chromaWidth = (header.size().width() + wide - 1) / wide;
        int chromaHeight = (header.size().height() + high - 1) / high;
        return new BaselineGeometry(header.size(), region, chromaWidth, chromaHeight, wide, high);
    }

    /** Whether chroma has fewer samples than the picture has pixels. */
    boolean isSampled() {
        return wide > 1 || high > 1;
    }

    /** The first column of chroma that the region is interpolated from. */
    int firstChromaColumn() {
        return wide == 1 ? region.x() : Math.max(0, region.x() - 1) / 2;
    }

    /** The last column of chroma that the region is interpolated from. */
    int lastChromaColumn() {
        return wide == 1 ? region.right() - 1 : Math.min(region.right() / 2, chromaWidth - 1);
    }

    int unitWidth() {
        return InverseTransform.SIDE * wide;
    }

    int unitHeight() {
        return InverseTransform.SIDE * high;
    }

    int unitsPerRow() {
        return (size.width() + unitWidth() - 1) / unitWidth();
    }

    int rowsOfUnits() {
        return (size.height() + unitHeight() - 1) / unitHeight();
    }

    /** Rows that wait for the next strip: the last row of a strip, if its chroma depends on the row below. */
    int carry() {
        return high - 1;
    }

    /** The first unit of a row that is needed, with the neighbour that chroma is interpolated from. */
    int firstUnit() {
        return Math.max(0, region.x() - (wide - 1)) / unitWidth();
    }

    int lastUnit() {
        return Math.min(size.width() - 1, region.right() - 1 + (wide - 1)) / unitWidth();
    }

    int firstRowOfUnits() {
        return Math.max(0, region.y() - (high - 1)) / unitHeight();
    }

    int lastRowOfUnits() {
        return Math.min(size.height() - 1, region.bottom() - 1 + (high - 1)) / unitHeight();
    }
}
