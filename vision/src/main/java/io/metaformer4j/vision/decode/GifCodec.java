package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;

/**
 * Decodes the first frame of a GIF onto the whole screen of the file, as Pillow does: what the frame leaves free has the
 * transparent colour if there is one, else the first of the palette.
 */
final class GifCodec {

    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;

    private final ImageIoCodec frames;

    GifCodec(ImageIoCodec frames) {
        this.frames = frames;
    }

    /**
     * Where the first frame lies.
     *
     * @param screen size of the picture
     * @param x column of the frame's left edge
     * @param y row of the frame's upper edge
     * @param frame size of the frame
     * @param background position of the colour of what the frame leaves free, -1 for black
     */
    private record Layout(ImageSize screen, int x, int y, ImageSize frame, int background) {

        boolean isFull() {
            return x == 0 && y == 0 && frame.equals(screen);
        }
    }

    Picture decode(EncodedImage image, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        Layout layout = layout(image);
        options.check(image.name(), layout.screen());
        if (layout.isFull()) {
            return frames.decode(image, rule, options, workspace);
        }
        Region region = layout.screen().choose(rule);
        Picture frame = frames.decode(image, RegionRule.WHOLE, options, workspace);
        return compose(image, layout, frame).crop(region);
    }

    private static Picture compose(EncodedImage image, Layout layout, Picture frame) {
        ImageSize screen = layout.screen();
        ByteReader reader = new ByteReader(image);
        int color = layout.background();
        Picture picture = color < 0
                ? Picture.filled(screen.width(), screen.height(), 0, 0, 0)
                : Picture.filled(
                        screen.width(), screen.height(), reader.u8(color), reader.u8(color + 1), reader.u8(color + 2));
        int rowBytes = Picture.CHANNELS * frame.width();
        for (int y = 0; y < frame.height(); y++) {
            int to = ((layout.y() + y) * screen.width() + layout.x()) * Picture.CHANNELS;
            System.arraycopy(frame.rgb(), y * rowBytes, picture.rgb(), to, rowBytes);
        }
        return picture;
    }

    private static Layout layout(EncodedImage image) {
        ByteReader reader = new ByteReader(image);
        int flags = reader.u8(10);
        int globalPalette = 13;
        int globalColors = colors(flags);
        int at = globalPalette + 3 * globalColors;
        int transparent = 0;
        while (reader.u8(at) != IMAGE) {
            if (reader.u8(at) != EXTENSION) {
                throw new ImageRejectedException(image.name(), "is a GIF without a picture");
            }
            if (reader.u8(at + 1) == GRAPHIC_CONTROL && (reader.u8(at + 3) & 1) != 0) {
                transparent = reader.u8(at + 6);
            }
            at = skipBlocks(reader, at + 2);
        }
        ImageSize frame = new ImageSize(reader.u16Little(at + 5), reader.u16Little(at + 7));
        int x = reader.u16Little(at + 1);
        int y = reader.u16Little(at + 3);
        ImageSize screen = new ImageSize(
                Math.max(reader.u16Little(6), x + frame.width()), Math.max(reader.u16Little(8), y + frame.height()));
        int localColors = colors(reader.u8(at + 9));
        int palette = localColors > 0 ? at + 10 : globalPalette;
        int known = localColors > 0 ? localColors : globalColors;
        return new Layout(screen, x, y, frame, transparent < known ? palette + 3 * transparent : -1);
    }

    private static int colors(int flags) {
        return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
    }

    private static int skipBlocks(ByteReader reader, int from) {
        int at = from;
        while (reader.u8(at) != 0) {
            at += 1 + reader.u8(at);
        }
        return at + 1;
    }
}
