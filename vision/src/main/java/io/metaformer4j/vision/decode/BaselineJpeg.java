package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;

/**
 * Decodes a region of an ordinary JPEG (baseline or extended, Huffman-coded, one scan) bit for bit as libjpeg-turbo
 * does, and nothing else of it: blocks outside are only read past, blocks below not even that.
 *
 * <p>Implementation overview: units are read row by row, a strip of several rows of units at a time; then all blocks of
 * the strip are transformed and converted together ({@link InverseTransform}, {@link BaselineColors}). Where chroma has
 * half the rows, the last row of a strip is only delivered with the next ({@link ComponentColumns}).
 */
final class BaselineJpeg {

    /** Rows per strip, a multiple of all heights of units; long lines are fast, short strips stay in the cache. */
    private static final int STRIP_ROWS = 160;

    private final BaselineGeometry geometry;
    private final BaselineTables.Scan scan;
    private final JpegColors colors;
    private final BaselineMemory memory;
    private final int stripUnits;
    private int unitRow;
    private int untilRestart;
    private int restarts;
    private int row;
    private int first;
    private int end;

    BaselineJpeg(
            EncodedImage image,
            BaselineGeometry geometry,
            BaselineTables.Scan scan,
            JpegColors colors,
            BaselineMemory memory) {
        this.geometry = geometry;
        this.scan = scan;
        this.colors = colors;
        this.memory = memory;
        this.row = geometry.region().y();
        this.untilRestart = scan.restartInterval();
        int needed = geometry.lastRowOfUnits() - geometry.firstRowOfUnits() + 1;
        this.stripUnits = Math.min(needed, STRIP_ROWS / geometry.unitHeight());
        memory.reader().start(image.bytes(), image.offset() + scan.data(), image.offset() + image.length());
        for (int i = 0; i < scan.components().size(); i++) {
            memory.reserve(scan.components().get(i), i, geometry, stripUnits);
        }
        memory.colors().start(geometry, stripUnits);
    }

    /** How long lines must be. */
    int lanes() {
        return geometry.carry() + stripUnits * geometry.unitHeight();
    }

    /** First lane of the strip decoded last. */
    int first() {
        return first;
    }

    /** Lane after the last of the strip decoded last. */
    int end() {
        return end;
    }

    /** The next row of the picture that has not been decoded. */
    int row() {
        return row;
    }

    /** Where the data have been read to, as an index of the file's array. */
    int position() {
        return memory.reader().position();
    }

    /** Decodes the next strip of the region into red, green and blue lines. */
    void next(int[][] lines) throws BrokenScanException {
        while (unitRow < geometry.firstRowOfUnits()) {
            readRow(-1);
        }
        int top = unitRow;
        int units = Math.min(stripUnits, geometry.lastRowOfUnits() - top + 1);
        for (JpegComponent component : scan.components()) {
            component.startStrip(units * component.vertical());
        }
        for (int i = 0; i < units; i++) {
            readRow(i);
        }
        for (JpegComponent component : scan.components()) {
            memory.transform().apply(component.places(), component.lanes());
        }
        boolean bottom = unitRow == geometry.rowsOfUnits();
        int laneZero = top * geometry.unitHeight() - geometry.carry();
        int known = bottom ? geometry.size().height() : unitRow * geometry.unitHeight() - geometry.carry();
        first = row - laneZero;
        row = Math.min(known, geometry.region().bottom());
        end = row - laneZero;
        if (geometry.isSampled()) {
            memory.colors().convertSampled(scan.components(), geometry, top, units, lines, end);
        } else {
            memory.colors().convert(scan.components(), colors, geometry.region(), lines);
        }
    }

    /**
     * Reads a row of units.
     *
     * @param stripRow which row of the strip it is; negative if it is only read past
     */
    private void readRow(int stripRow) throws BrokenScanException {
        boolean last = unitRow == geometry.lastRowOfUnits();
        int units = last ? geometry.lastUnit() + 1 : geometry.unitsPerRow();
        for (int unit = 0; unit < units; unit++) {
            if (scan.restartInterval() > 0) {
                countDown();
            }
            boolean wanted = stripRow >= 0 && unit >= geometry.firstUnit() && unit <= geometry.lastUnit();
            for (JpegComponent component : scan.components()) {
                if (wanted) {
                    readUnit(component, unit, stripRow);
                } else {
                    skipUnit(component);
                }
            }
        }
        memory.reader().requireData();
        unitRow++;
    }

    private void countDown() throws BrokenScanException {
        if (untilRestart == 0) {
            memory.reader().restart(restarts++ & 7);
            untilRestart = scan.restartInterval();
            scan.components().forEach(JpegComponent::resetPrediction);
        }
        untilRestart--;
    }

    private void readUnit(JpegComponent component, int unit, int stripRow) throws BrokenScanException {
        for (int y = 0; y < component.vertical(); y++) {
            for (int x = 0; x < component.horizontal(); x++) {
                int column = unit * component.horizontal() + x;
                int blockRow = stripRow * component.vertical() + y;
                memory.reader().block(component, component.lane(column, blockRow));
            }
        }
    }

    private void skipUnit(JpegComponent component) throws BrokenScanException {
        for (int i = component.horizontal() * component.vertical(); i > 0; i--) {
            memory.reader().skip(component);
        }
    }
}
