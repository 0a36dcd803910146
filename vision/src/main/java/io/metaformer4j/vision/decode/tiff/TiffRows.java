package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.bytes.BrokenDataException;
import io.metaformer4j.vision.decode.bytes.ByteSource;
import io.metaformer4j.vision.decode.bytes.InflaterSource;
import io.metaformer4j.vision.decode.bytes.LzwSource;
import io.metaformer4j.vision.decode.bytes.PackBits;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.pixels.RegionPixels;
import java.util.ArrayList;
import java.util.List;

/** Decompresses the rows of a TIFF's strips or tiles. Confine to one thread. */
final class TiffRows {

    private final TiffChunks chunks;
    private final TiffLayout layout;
    private final DecodeBudget budget;
    private final boolean little;
    private final byte[] row;
    private final byte[] plane;

    TiffRows(TiffChunks chunks, TiffLayout layout, DecodeBudget budget, boolean little) {
        this.chunks = chunks;
        this.layout = layout;
        this.budget = budget;
        this.little = little;
        if (layout.planar() && layout.bits() % Byte.SIZE != 0) {
            throw TiffLayout.unsupported(budget, "planes of " + layout.bits() + " bits");
        }
        if (layout.differences() && layout.bits() > 2 * Byte.SIZE) {
            throw TiffLayout.unsupported(budget, "differences of " + layout.bits() + " bits");
        }
        this.plane = new byte[layout.rowBytes()];
        this.row = layout.planar() ? new byte[layout.rowBytes() * layout.samples()] : plane;
    }

    /** Rejects a file that is too short for what it claims to hold, before pixels are allocated. */
    void requireData() {
        int perPlane = layout.chunksAcross() * layout.chunksDown();
        for (int index = 0; index < chunks.size(); index++) {
            TiffTags.Place place = chunks.place(index);
            int y = index % perPlane / layout.chunksAcross() * layout.chunk().height();
            long needed = (long) layout.storedRows(y) * layout.rowBytes();
            if (needed > (long) (place.to() - place.from()) * expansion()) {
                throw chunks.cutOff();
            }
        }
    }

    private int expansion() {
        return switch (layout.compression()) {
            case TiffLayout.LZW -> LzwSource.EXPANSION;
            case TiffLayout.PACK_BITS -> PackBits.EXPANSION;
            case TiffLayout.PLAIN -> 1;
            default -> InflaterSource.EXPANSION;
        };
    }

    /** Decompresses all rows, also those outside of the region: it may be there that data are missing. */
    void decode(RegionPixels pixels) {
        int across = layout.chunksAcross();
        for (int index = 0; index < across * layout.chunksDown(); index++) {
            int x = index % across * layout.chunk().width();
            int y = index / across * layout.chunk().height();
            try {
                decodeChunk(index, x, y, pixels);
            } catch (BrokenDataException e) {
                if (!TiffCodec.fills(budget)) {
                    throw budget.rejected("is broken (" + e.getMessage() + ")");
                }
            }
        }
    }

    private void decodeChunk(int index, int x, int y, RegionPixels pixels) {
        int width = Math.min(layout.chunk().width(), layout.size().width() - x);
        int height = layout.storedRows(y);
        List<ByteSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < (layout.planar() ? layout.samples() : 1); i++) {
                sources.add(open(chunks.chunk(index + i * layout.chunksAcross() * layout.chunksDown())));
            }
            for (int i = 0; i < height; i++) {
                budget.requireTime();
                if (!read(sources)) {
                    if (TiffCodec.fills(budget)) {
                        return;
                    }
                    throw chunks.cutOff();
                }
                if (y + i < layout.size().height()) {
                    pixels.put(y + i, x, width, row, 0);
                }
            }
        } finally {
            for (ByteSource source : sources) {
                if (source instanceof InflaterSource inflater) {
                    inflater.close();
                }
            }
        }
    }

    private ByteSource open(EncodedImage chunk) {
        int from = chunk.offset();
        int to = from + chunk.length();
        return switch (layout.compression()) {
            case TiffLayout.LZW -> LzwSource.ofTiff(chunk.bytes(), from, to);
            case TiffLayout.PACK_BITS -> new PackBits(chunk.bytes(), from, to);
            case TiffLayout.PLAIN -> new PlainBytes(chunk.bytes(), from, to);
            default -> new InflaterSource(chunk.bytes(), from, to);
        };
    }

    /** Reads the next row of all values; false if there is no more. */
    private boolean read(List<ByteSource> sources) {
        for (int sample = 0; sample < sources.size(); sample++) {
            if (sources.get(sample).read(plane, 0, plane.length) < plane.length) {
                return false;
            }
            if (layout.differences()) {
                addUp(layout.planar() ? 1 : layout.samples());
            }
            if (layout.planar()) {
                interleave(sample);
            }
        }
        return true;
    }

    private void interleave(int sample) {
        int step = layout.bits() / Byte.SIZE;
        for (int from = 0, to = sample * step; from < plane.length; from += step, to += step * layout.samples()) {
            System.arraycopy(plane, from, row, to, step);
        }
    }

    /** Turns differences of neighbours into values. */
    private void addUp(int samples) {
        if (layout.bits() == Byte.SIZE) {
            for (int i = samples; i < plane.length; i++) {
                plane[i] += plane[i - samples];
            }
            return;
        }
        int low = little ? 0 : 1;
        int high = 1 - low;
        for (int i = 2 * samples; i < plane.length - 1; i += 2) {
            int before = i - 2 * samples;
            int sum = (plane[i + low] & 0xff)
                    + (plane[before + low] & 0xff)
                    + ((plane[i + high] + plane[before + high]) << Byte.SIZE);
            plane[i + low] = (byte) sum;
            plane[i + high] = (byte) (sum >> Byte.SIZE);
        }
    }

    /** Bytes that are not compressed. */
    private static final class PlainBytes implements ByteSource {

        private final byte[] data;
        private final int end;
        private int position;

        PlainBytes(byte[] data, int from, int to) {
            this.data = data;
            this.position = from;
            this.end = to;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            int done = Math.min(count, end - position);
            System.arraycopy(data, position, target, from, done);
            position += done;
            return done;
        }
    }
}
