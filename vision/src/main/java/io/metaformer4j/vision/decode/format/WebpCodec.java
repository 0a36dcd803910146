package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.ExifReader;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;
import io.metaformer4j.vision.decode.pixels.RowColors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes WebP with libwebp. Of an animation the first frame is cut out of the container and laid on a black canvas.
 *
 * <p>Container: <a href="https://developers.google.com/speed/webp/docs/riff_container">RIFF container specification</a>.
 */
public final class WebpCodec {

    private static final int CHUNK_HEADER = 8;
    private static final int FIRST_CHUNK = 12;
    private static final int FRAME_HEADER = 16;
    private static final int EXTENDED_HEADER = 10;
    private static final int ANIMATION_FLAG = 0x02;
    private static final int ALPHA_FLAG = 0x10;

    /** What libwebp holds for each pixel: the colours as decoded and as delivered. */
    private static final int NATIVE_BYTES_PER_PIXEL = 8;

    private final ImageIoCodec stills;

    /** Creates the codec over a reader of single pictures. */
    public WebpCodec(ImageIoCodec stills) {
        this.stills = stills;
    }

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage file, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        EncodedImage image = container(file, budget);
        ByteReader reader = new ByteReader(image);
        ImageSize canvas = size(image, reader);
        budget.requireSize(canvas);
        Orientation orientation = budget.options().exifOrientation() ? orientation(image, reader) : Orientation.UPRIGHT;
        Region upright = orientation.apply(canvas).choose(roi);
        Region stored = orientation.source(upright, canvas);
        // libwebp cannot be interrupted, but what it does is bounded by its pixels, and they by the memory
        long pixels = (long) canvas.width() * canvas.height();
        long copies = Integer.BYTES * pixels + image.length();
        budget.requireMemory(
                copies + (long) Picture.CHANNELS * stored.width() * stored.height(), NATIVE_BYTES_PER_PIXEL * pixels);
        WebpLibrary.requireUsable(image.name());
        boolean animated = reader.tag(FIRST_CHUNK, "VP8X") && (reader.u8(20) & ANIMATION_FLAG) != 0;
        try {
            Picture picture = animated
                    ? firstFrame(image, reader, stored, budget, workspace)
                    : stills.decode(image, sameSize(canvas, stored, budget), budget, workspace);
            return orientation == Orientation.UPRIGHT ? picture : orientation.apply(picture);
        } catch (OutOfMemoryError e) {
            // also what its reader makes of data that libwebp gives no pixels for; there is memory, see above
            throw new ImageRejectedException(image.name(), "is broken: libwebp cannot decode it", e);
        } catch (LinkageError e) {
            throw new ImageRejectedException(
                    image.name(),
                    "is WebP, but libwebp cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + "; convert it to PNG",
                    e);
        }
    }

    /** The file without what follows its container, which libwebp would take for pixels if they lack some. */
    private static EncodedImage container(EncodedImage file, DecodeBudget budget) {
        long length = CHUNK_HEADER + Integer.toUnsignedLong(new ByteReader(file).i32Little(4));
        if (length > file.length() && budget.options().truncation() == Truncation.REFUSE) {
            throw budget.rejected("is cut off: it has " + file.length() + " of " + length + " bytes");
        }
        EncodedImage container =
                EncodedImage.of(file.bytes(), file.offset(), (int) Math.min(length, file.length()), file.name());
        ByteReader reader = new ByteReader(container);
        if (reader.tag(FIRST_CHUNK, "VP8X") && budget.options().truncation() == Truncation.REFUSE) {
            requireChunks(reader, budget);
        }
        return container;
    }

    private static void requireChunks(ByteReader reader, DecodeBudget budget) {
        long at = FIRST_CHUNK;
        while (at <= reader.length() - CHUNK_HEADER) {
            at += CHUNK_HEADER + Integer.toUnsignedLong(reader.i32Little((int) at + 4));
            if (at > reader.length()) {
                throw budget.rejected("is broken or cut off: a chunk of the WebP goes on behind its end");
            }
            at += at & 1;
        }
    }

    /** The size that the first chunk declares. */
    private static ImageSize size(EncodedImage image, ByteReader reader) {
        int data = FIRST_CHUNK + CHUNK_HEADER;
        if (reader.tag(FIRST_CHUNK, "VP8X")) {
            return new ImageSize(reader.u24Little(data + 4) + 1, reader.u24Little(data + 7) + 1);
        }
        if (reader.tag(FIRST_CHUNK, "VP8L")) {
            int bits = reader.i32Little(data + 1);
            return new ImageSize((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
        }
        if (reader.tag(FIRST_CHUNK, "VP8 ")) {
            return new ImageSize(reader.u16Little(data + 6) & 0x3fff, reader.u16Little(data + 8) & 0x3fff);
        }
        throw new ImageRejectedException(image.name(), "is broken: its WebP container holds no picture");
    }

    /** Takes a region of pictures that are really of the size that the container says. */
    private static RegionOfInterest sameSize(ImageSize expected, Region region, DecodeBudget budget) {
        return (width, height) -> {
            if (width != expected.width() || height != expected.height()) {
                throw budget.rejected("is broken: its container says " + expected.width() + "x" + expected.height()
                        + " pixels, its data " + width + "x" + height);
            }
            return region;
        };
    }

    private static Orientation orientation(EncodedImage image, ByteReader reader) {
        int at = FIRST_CHUNK;
        while (at <= reader.length() - CHUNK_HEADER) {
            long length = Integer.toUnsignedLong(reader.i32Little(at + 4));
            if (reader.tag(at, "EXIF")) {
                int known = (int) Math.min(length, reader.length() - at - CHUNK_HEADER);
                return ExifReader.ofTiff(image, at + CHUNK_HEADER, known).orElse(Orientation.UPRIGHT);
            }
            at = (int) Math.min(at + CHUNK_HEADER + (length + 1 & ~1L), reader.length());
        }
        return Orientation.UPRIGHT;
    }

    private Picture firstFrame(
            EncodedImage image, ByteReader reader, Region region, DecodeBudget budget, DecodeMemory workspace) {
        ImageSize canvas = size(image, reader);
        int chunk = find(image, reader, FIRST_CHUNK, reader.length(), "ANMF");
        int data = chunk + CHUNK_HEADER;
        int x = 2 * reader.u24Little(data);
        int y = 2 * reader.u24Little(data + 3);
        ImageSize size = new ImageSize(reader.u24Little(data + 6) + 1, reader.u24Little(data + 9) + 1);
        int end = data + reader.i32Little(chunk + 4);
        if (end < data || end > reader.length()) {
            throw new ImageRejectedException(image.name(), "is cut off inside its first frame");
        }
        if (x > canvas.width() - size.width() || y > canvas.height() - size.height()) {
            throw new ImageRejectedException(image.name(), "is broken: its first frame lies outside of its canvas");
        }
        EncodedImage still = still(image, reader, data + FRAME_HEADER, end, size);
        if (size.equals(canvas)) {
            return stills.decode(still, sameSize(size, region, budget), budget, workspace);
        }
        Region whole = Region.whole(size.width(), size.height());
        Picture frame = stills.decode(still, sameSize(size, whole, budget), budget, new DecodeMemory());
        RegionPixels pixels = new RegionPixels(region, RowColors.bytes(Picture.CHANNELS, 0, 1, 2), workspace);
        for (int row = 0; row < frame.height(); row++) {
            pixels.put(y + row, x, frame.width(), frame.rgb(), row * frame.width() * Picture.CHANNELS);
        }
        return pixels.picture();
    }

    private static int find(EncodedImage image, ByteReader reader, int from, int end, String tag) {
        int at = from;
        while (at <= end - CHUNK_HEADER) {
            if (reader.tag(at, tag)) {
                return at;
            }
            long next = at + CHUNK_HEADER + (Integer.toUnsignedLong(reader.i32Little(at + 4)) + 1 & ~1L);
            at = (int) Math.min(next, end);
        }
        throw new ImageRejectedException(image.name(), "is broken: its WebP container holds no picture");
    }

    /** Wraps the chunks of a frame into a container of their own. */
    private static EncodedImage still(EncodedImage image, ByteReader reader, int from, int end, ImageSize size) {
        int length = end - from;
        ByteBuffer file = ByteBuffer.allocate(FIRST_CHUNK + CHUNK_HEADER + EXTENDED_HEADER + length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(file.capacity() - CHUNK_HEADER).put(ascii("WEBP"));
        file.put(ascii("VP8X")).putInt(EXTENDED_HEADER);
        file.putInt(reader.tag(from, "ALPH") ? ALPHA_FLAG : 0);
        put24(file, size.width() - 1);
        put24(file, size.height() - 1);
        file.put(image.bytes(), image.offset() + from, length);
        return EncodedImage.of(file.array(), image.name());
    }

    private static byte[] ascii(String tag) {
        return tag.getBytes(StandardCharsets.US_ASCII);
    }

    private static void put24(ByteBuffer file, int value) {
        file.putShort((short) value).put((byte) (value >> 16));
    }
}
