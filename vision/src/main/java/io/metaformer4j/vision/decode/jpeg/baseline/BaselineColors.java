package io.metaformer4j.vision.decode.jpeg.baseline;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.jpeg.JpegColors;
import io.metaformer4j.vision.decode.jpeg.YccTables;
import java.util.List;

/**
 * Makes red, green and blue lines of the samples of a strip. Memory is used again from picture to picture.
 *
 * <p>Where all components have one sample per pixel, colours are converted block by block, in long lines, and then transposed;
 * else the components are transposed first and interpolated.
 */
final class BaselineColors {

    /** Which component holds red, green and blue after the conversion. */
    private static final int[] CONVERTED = {2, 0, 1};

    private final ComponentColumns luma = new ComponentColumns();
    private final ComponentColumns[] chroma = {new ComponentColumns(), new ComponentColumns()};
    private final ChromaUpsampler[] upsamplers = {new ChromaUpsampler(), new ChromaUpsampler()};
    private int[] green = new int[0];

    BaselineColors() {}

    /** Prepares for a picture of some rows of units per strip. */
    void start(BaselineGeometry geometry, int stripUnits) {
        if (!geometry.isSampled()) {
            return;
        }
        Region region = geometry.region();
        luma.start(region.x(), region.width(), stripUnits * geometry.unitHeight(), geometry.carry());
        for (ComponentColumns columns : chroma) {
            columns.start(
                    geometry.firstChromaColumn(),
                    geometry.lastChromaColumn() - geometry.firstChromaColumn() + 1,
                    stripUnits * InverseTransform.SIDE,
                    geometry.carry());
        }
    }

    /**
     * Converts a strip whose components have one sample per pixel.
     *
     * @param components their samples
     * @param colors how they become colours
     * @param region which columns are wanted
     * @param lines where they go
     */
    void convert(List<JpegComponent> components, JpegColors colors, Region region, int[][] lines) {
        int[] order = {0, 1, 2};
        if (colors == JpegColors.YCC) {
            convertBlocks(components);
            order = CONVERTED;
        } else if (colors == JpegColors.GRAY) {
            order = new int[Picture.CHANNELS];
        }
        for (int c = 0; c < Picture.CHANNELS; c++) {
            JpegComponent component = components.get(order[c]);
            component.turn(lines, c, Picture.CHANNELS, region.x(), region.right(), 0);
        }
    }

    /** Replaces the samples by colours, in the order {@link #CONVERTED}, which needs the least memory. */
    private void convertBlocks(List<JpegComponent> components) {
        int lanes = components.get(0).lanes();
        if (green.length < lanes) {
            green = new int[lanes];
        }
        for (int place = 0; place < InverseTransform.PLACES; place++) {
            int[] y = components.get(0).places()[place];
            int[] cb = components.get(1).places()[place];
            int[] cr = components.get(2).places()[place];
            YccTables.greens(y, cb, cr, green, lanes);
            YccTables.reds(y, cr, cr, lanes);
            YccTables.blues(y, cb, cb, lanes);
            System.arraycopy(green, 0, y, 0, lanes);
        }
    }

    /**
     * Converts a strip whose chroma is interpolated.
     *
     * @param components their samples
     * @param geometry how they are sampled
     * @param top first row of units of the strip
     * @param units rows of units of the strip
     * @param lines where the colours go
     * @param end lanes that are wanted
     */
    void convertSampled(
            List<JpegComponent> components, BaselineGeometry geometry, int top, int units, int[][] lines, int end) {
        luma.take(components.get(0), units * geometry.unitHeight());
        for (int i = 0; i < chroma.length; i++) {
            chroma[i].take(components.get(i + 1), units * InverseTransform.SIDE);
            if (geometry.high() > 1 && top == 0) {
                chroma[i].repeatAbove();
            }
            if (geometry.high() > 1 && top + units == geometry.rowsOfUnits()) {
                chroma[i].repeatBelow(geometry.chromaHeight() - 1 - top * InverseTransform.SIDE);
            }
            upsamplers[i].start(chroma[i], geometry, end);
        }
        Region region = geometry.region();
        for (int x = region.x(), at = 0; x < region.right(); x++, at += Picture.CHANNELS) {
            int[] y = luma.line(x);
            int[] cb = upsamplers[0].line(x);
            int[] cr = upsamplers[1].line(x);
            YccTables.reds(y, cr, lines[at], end);
            YccTables.greens(y, cb, cr, lines[at + 1], end);
            YccTables.blues(y, cb, lines[at + 2], end);
        }
    }
}
