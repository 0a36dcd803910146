package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.decode.bytes.ByteSource;

/** Decompresses run lengths of bitmaps into one byte per pixel; what is jumped over is 0. */
final class BmpRuns implements ByteSource {

    private final byte[] data;
    private final int end;
    private final int width;
    private final boolean halfBytes;
    private int at;
    /** How many pixels the last part still gives. */
    private int left;
    /** How many zeros come before them. */
    private long zeros;

    private boolean literal;
    /** Which pixel of the last part comes next. */
    private int index;

    private int column;
    private boolean ended;

    BmpRuns(byte[] data, int from, int to, int width, boolean halfBytes) {
        this.data = data;
        this.at = from;
        this.end = to;
        this.width = width;
        this.halfBytes = halfBytes;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        int done = 0;
        while (done < count) {
            if (zeros > 0) {
                target[from + done++] = 0;
                zeros--;
            } else if (left > 0) {
                target[from + done++] = pixel();
                left--;
                if (left == 0 && literal) {
                    endLiteral();
                }
            } else if (!nextPart()) {
                return done;
            }
        }
        return done;
    }

    private byte pixel() {
        int place = index++;
        if (!literal) {
            return halfBytes ? half(data[at - 1], place) : data[at - 1];
        }
        int from = at + (halfBytes ? place / 2 : place);
        return halfBytes ? half(data[from], place) : data[from];
    }

    private static byte half(byte pair, int place) {
        return (byte) (place % 2 == 0 ? pair >> 4 & 15 : pair & 15);
    }

    private void endLiteral() {
        int bytes = halfBytes ? (index + 1) / 2 : index;
        at += bytes + (bytes & 1);
    }

    private boolean nextPart() {
        if (ended || at + 2 > end) {
            return false;
        }
        int count = data[at] & 0xff;
        int value = data[at + 1] & 0xff;
        at += 2;
        index = 0;
        if (count > 0) {
            literal = false;
            left = Math.max(0, Math.min(count, width - column)); // more than the row has is dropped
            column += left;
        } else if (value == 0) {
            zeros = column == 0 ? 0 : width - column;
            column = 0;
        } else if (value == 1) {
            ended = true;
            return false;
        } else if (value == 2) {
            return jump();
        } else {
            literal = true;
            if (at + (halfBytes ? (value + 1) / 2 : value) > end) {
                return false;
            }
            left = value;
            column = (column + left) % width;
        }
        return true;
    }

    private boolean jump() {
        if (at + 2 > end) {
            return false;
        }
        int right = data[at] & 0xff;
        zeros = right + (long) (data[at + 1] & 0xff) * width;
        column = (column + right) % width;
        at += 2;
        return true;
    }
}
