package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.format.JpegCodec;
import io.metaformer4j.vision.decode.jpeg.JpegColors;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;
import java.io.ByteArrayOutputStream;

/** Decodes strips or tiles of JPEG, which share their tables. Confine to one thread. */
final class TiffJpeg {

    private final TiffChunks chunks;
    private final TiffLayout layout;
    private final DecodeBudget budget;
    private final JpegCodec jpeg;
    private final DecodeMemory workspace = new DecodeMemory();

    TiffJpeg(TiffChunks chunks, TiffLayout layout, DecodeBudget budget, JpegCodec jpeg) {
        this.chunks = chunks;
        this.layout = layout;
        this.budget = budget;
        this.jpeg = jpeg;
    }

    void decode(RegionPixels pixels) {
        JpegColors colors = colors();
        for (int index = 0; index < chunks.size(); index++) {
            budget.requireTime();
            int x = index % layout.chunksAcross() * layout.chunk().width();
            int y = index / layout.chunksAcross() * layout.chunk().height();
            EncodedImage file = file(chunks.chunk(index));
            JpegHeader header = jpeg.header(file, budget).withColors(colors);
            ImageSize size = header.size();
            if (header.components().size() != colors.components()
                    || size.width() != layout.chunk().width()
                    || size.height()
                            < Math.min(layout.chunk().height(), layout.size().height() - y)
                    || size.height() > layout.chunk().height()) {
                throw budget.rejected(
                        "is broken: a strip or tile of " + layout.chunk().width() + "x"
                                + layout.chunk().height() + " holds a JPEG of " + size.width() + "x" + size.height());
            }
            Region whole = Region.whole(size.width(), size.height());
            Picture picture = jpeg.decode(file, header, chunks.size(), whole, budget, workspace);
            int width = Math.min(size.width(), layout.size().width() - x);
            for (int row = 0; row < Math.min(size.height(), layout.size().height() - y); row++) {
                pixels.put(y + row, x, width, picture.rgb(), row * size.width() * Picture.CHANNELS);
            }
        }
    }

    private JpegColors colors() {
        if (layout.bits() == Byte.SIZE && !layout.planar()) {
            if (layout.samples() == 1 && layout.photometric() == TiffLayout.BLACK_IS_ZERO) {
                return JpegColors.GRAY;
            }
            if (layout.samples() == 3 && layout.photometric() == TiffLayout.RGB) {
                return JpegColors.RGB;
            }
            if (layout.samples() == 3 && layout.photometric() == TiffLayout.YCC) {
                return JpegColors.YCC;
            }
        }
        throw TiffLayout.unsupported(
                budget, "JPEG with photometric " + layout.photometric() + " and " + layout.samples() + " values");
    }

    /** A whole file of a strip or tile; as libtiff does, it gets an end marker in any case. */
    private EncodedImage file(EncodedImage chunk) {
        EncodedImage tables = chunks.jpegTables();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(0xff);
        file.write(0xd8);
        file.write(tables.bytes(), tables.offset(), tables.length());
        int start = Math.min(2, chunk.length());
        file.write(chunk.bytes(), chunk.offset() + start, chunk.length() - start);
        file.write(0xff);
        file.write(JpegHeader.END);
        return EncodedImage.of(file.toByteArray(), chunks.image().name());
    }
}
