package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes WebP with libwebp. Of an animation the first frame is cut out of the container and laid on a black canvas.
 *
 * <p>Container: <a href="https://developers.google.com/speed/webp/docs/riff_container">RIFF container specification</a>.
 */
final class WebpCodec {

    private static final int CHUNK_HEADER = 8;
    private static final int FIRST_CHUNK = 12;
    private static final int FRAME_HEADER = 16;
    private static final int EXTENDED_HEADER = 10;
    private static final int ANIMATION_FLAG = 0x02;
    private static final int ALPHA_FLAG = 0x10;

    private final ImageIoCodec stills;

    WebpCodec(ImageIoCodec stills) {
        this.stills = stills;
    }

    Picture decode(EncodedImage image, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        ByteReader reader = new ByteReader(image);
        options.check(image.name(), size(image, reader));
        WebpLibrary.requireRoom(image.name());
        try {
            if (reader.tag(FIRST_CHUNK, "VP8X") && (reader.u8(20) & ANIMATION_FLAG) != 0) {
                return firstFrame(image, reader, rule, options, workspace);
            }
            return stills.decode(image, rule, options, workspace);
        } catch (LinkageError e) {
            throw new ImageRejectedException(
                    image.name(),
                    "is WebP, but libwebp cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + "; convert it to PNG",
                    e);
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

    private Picture firstFrame(
            EncodedImage image, ByteReader reader, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
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
            return stills.decode(still, rule, options, workspace);
        }
        Region region = canvas.choose(rule);
        Picture frame = stills.decode(still, RegionRule.WHOLE, options, workspace);
        Picture picture = Picture.filled(canvas.width(), canvas.height(), 0, 0, 0);
        int rowBytes = Picture.CHANNELS * frame.width();
        for (int row = 0; row < frame.height(); row++) {
            int to = ((y + row) * canvas.width() + x) * Picture.CHANNELS;
            System.arraycopy(frame.rgb(), row * rowBytes, picture.rgb(), to, rowBytes);
        }
        return picture.crop(region);
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
