package io.metaformer4j.vision.decode.jpeg.baseline;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.jpeg.JpegColors;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.limits.DecodeBudget;

/**
 * Decodes a region of an ordinary JPEG (baseline or extended, Huffman-coded, one scan) bit for bit as libjpeg-turbo
 * does, and nothing else of it: blocks outside are only read past, blocks below not even that. Broken data are decoded,
 * too; see {@link EntropyReader}.
 *
 * <p>Implementation overview: units are read row by row, a strip of several rows of units at a time; then all blocks of
 * the strip are transformed and converted together ({@link InverseTransform}, {@link BaselineColors}). Where chroma has
 * half the rows, the last row of a strip is only delivered with the next ({@link ComponentColumns}).
 */
public final class BaselineJpeg {

    /** Rows per strip, a multiple of all heights of units; long lines are fast, short strips stay in the cache. */
    private static final int STRIP_ROWS = 160;

    private final EncodedImage image;
    private final BaselineGeometry geometry;
    private final BaselineTables.Scan scan;
    private final JpegColors colors;
    private final BaselineMemory memory;
    private final DecodeBudget budget;
    private final int stripUnits;
    private int unitRow;
    private int untilRestart;
    private int restarts;
    private int row;
    private int first;
    private int end;

    /** Prepares to decode; the lines that it delivers belong to the memory. */
    public BaselineJpeg(
            EncodedImage image,
            BaselineGeometry geometry,
            BaselineTables.Scan scan,
            JpegColors colors,
            BaselineMemory memory,
            DecodeBudget budget) {
        this.geometry = geometry;
        this.scan = scan;
        this.colors = colors;
        this.memory = memory;
        this.budget = budget;
        this.row = geometry.region().y();
        this.image = image;
        int needed = geometry.lastRowOfUnits() - geometry.firstRowOfUnits() + 1;
        this.stripUnits = Math.min(needed, STRIP_ROWS / geometry.unitHeight());
        begin();
        for (int i = 0; i < scan.components().size(); i++) {
            memory.reserve(scan.components().get(i), i, geometry, stripUnits);
        }
        memory.colors().start(geometry, stripUnits);
    }

    private void begin() {
        memory.reader().start(image.bytes(), image.offset() + scan.data(), image.offset() + image.length());
        scan.components().forEach(JpegComponent::resetPrediction);
        untilRestart = scan.restartInterval();
        restarts = 0;
        unitRow = 0;
    }

    /** How long lines must be. */
    public int lineLength() {
        return geometry.carry() + stripUnits * geometry.unitHeight();
    }

    /** Where the first row of the strip decoded last stands in the lines. */
    public int first() {
        return first;
    }

    /** The place after the last row of the strip decoded last. */
    public int end() {
        return end;
    }

    /** The next row of the picture that has not been decoded. */
    public int row() {
        return row;
    }

    /** Where the data have been read to, from the beginning of the file. */
    public int position() {
        return memory.reader().position() - image.offset();
    }

    /**
     * Whether the file has data of all blocks, also of those outside of the region, and goes on a little after them;
     * ends the decoding of strips.
     */
    public boolean isWhole() {
        begin();
        while (unitRow < geometry.rowsOfUnits()) {
            skipRow();
        }
        return !memory.reader().isCutOff() && memory.reader().unreadBytes() >= JpegHeader.UNREAD_BYTES;
    }

    /** Decodes the next strip of the region into red, green and blue lines. */
    public void next(int[][] lines) {
        while (unitRow < geometry.firstRowOfUnits()) {
            skipRow();
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
            memory.transform().apply(component.places(), component.blocks());
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

    /** Reads the wanted units of a row, and past those before them. Those after the last of all are left. */
    private void readRow(int stripRow) {
        budget.requireTime();
        boolean last = unitRow == geometry.lastRowOfUnits();
        int units = last ? geometry.lastUnit() + 1 : geometry.unitsPerRow();
        for (int unit = 0; unit < units; unit++) {
            boolean wanted = unit >= geometry.firstUnit() && unit <= geometry.lastUnit();
            if (!nextUnitHasData()) {
                continue;
            }
            for (JpegComponent component : scan.components()) {
                if (wanted) {
                    readUnit(component, unit, stripRow);
                } else {
                    skipUnit(component);
                }
            }
        }
        unitRow++;
    }

    private void skipRow() {
        budget.requireTime();
        for (int unit = 0; unit < geometry.unitsPerRow(); unit++) {
            if (nextUnitHasData()) {
                scan.components().forEach(this::skipUnit);
            }
        }
        unitRow++;
    }

    private boolean nextUnitHasData() {
        if (scan.restartInterval() > 0) {
            countDown();
        }
        return memory.reader().hasData();
    }

    private void countDown() {
        if (untilRestart == 0) {
            memory.reader().restart(restarts++ & 7);
            untilRestart = scan.restartInterval();
            scan.components().forEach(JpegComponent::resetPrediction);
        }
        untilRestart--;
    }

    private void readUnit(JpegComponent component, int unit, int stripRow) {
        for (int y = 0; y < component.vertical(); y++) {
            for (int x = 0; x < component.horizontal(); x++) {
                int column = unit * component.horizontal() + x;
                int blockRow = stripRow * component.vertical() + y;
                memory.reader().block(component, component.index(column, blockRow));
            }
        }
    }

    private void skipUnit(JpegComponent component) {
        for (int i = component.horizontal() * component.vertical(); i > 0; i--) {
            memory.reader().skip(component);
        }
    }
}
