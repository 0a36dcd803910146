package io.metaformer4j.vision.decode.jpeg;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Component;
import java.util.List;
import java.util.Optional;

/**
 * How the components of a JPEG become red, green and blue: the rules of libjpeg ({@code default_decompress_parms} in
 * {@code jdapimin.c}, {@code jdcolor.c}), and for inks those of Pillow ({@code CMYK;I} and {@code cmyk2rgb}). Embedded
 * colour profiles play no role.
 */
enum JpegColors {
    GRAY(1) {
        @Override
        void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels) {
            for (int i = 0, to = rgbAt; i < pixels; i++, to += Picture.CHANNELS) {
                byte value = from[fromAt + i];
                rgb[to] = value;
                rgb[to + 1] = value;
                rgb[to + 2] = value;
            }
        }
    },
    RGB(3) {
        @Override
        void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels) {
            System.arraycopy(from, fromAt, rgb, rgbAt, pixels * Picture.CHANNELS);
        }
    },
    YCC(3) {
        @Override
        void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels) {
            int at = fromAt;
            int end = rgbAt + pixels * Picture.CHANNELS;
            for (int to = rgbAt; to < end; to += Picture.CHANNELS, at += 3) {
                int luma = from[at] & 0xff;
                int cb = from[at + 1] & 0xff;
                int cr = from[at + 2] & 0xff;
                rgb[to] = (byte) YccTables.red(luma, cr);
                rgb[to + 1] = (byte) YccTables.green(luma, cb, cr);
                rgb[to + 2] = (byte) YccTables.blue(luma, cb);
            }
        }
    },
    CMYK(4) {
        @Override
        void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels) {
            int at = fromAt;
            int end = rgbAt + pixels * Picture.CHANNELS;
            for (int to = rgbAt; to < end; to += Picture.CHANNELS, at += 4) {
                int key = from[at + 3] & 0xff;
                rgb[to] = ink(255 - (from[at] & 0xff), key);
                rgb[to + 1] = ink(255 - (from[at + 1] & 0xff), key);
                rgb[to + 2] = ink(255 - (from[at + 2] & 0xff), key);
            }
        }
    },
    YCCK(4) {
        @Override
        void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels) {
            int at = fromAt;
            int end = rgbAt + pixels * Picture.CHANNELS;
            for (int to = rgbAt; to < end; to += Picture.CHANNELS, at += 4) {
                int luma = from[at] & 0xff;
                int cb = from[at + 1] & 0xff;
                int cr = from[at + 2] & 0xff;
                int key = from[at + 3] & 0xff;
                rgb[to] = ink(YccTables.red(luma, cr), key);
                rgb[to + 1] = ink(YccTables.green(luma, cb, cr), key);
                rgb[to + 2] = ink(YccTables.blue(luma, cb), key);
            }
        }
    };

    /** Stands for a file without an Adobe segment. */
    static final int NO_ADOBE = -1;

    private final int components;

    JpegColors(int components) {
        this.components = components;
    }

    /** Components per pixel. */
    int components() {
        return components;
    }

    /**
     * Converts a run of pixels.
     *
     * @param from interleaved components
     * @param fromAt where they start
     * @param rgb where the pixels go
     * @param rgbAt where they start
     * @param pixels how many
     */
    abstract void toRgb(byte[] from, int fromAt, byte[] rgb, int rgbAt, int pixels);

    static Optional<JpegColors> of(List<Component> components, boolean jfif, int adobeTransform) {
        return switch (components.size()) {
            case 1 -> Optional.of(GRAY);
            case 3 -> Optional.of(three(components, jfif, adobeTransform));
            case 4 -> Optional.of(adobeTransform == NO_ADOBE || adobeTransform == 0 ? CMYK : YCCK);
            default -> Optional.empty();
        };
    }

    private static JpegColors three(List<Component> components, boolean jfif, int adobeTransform) {
        if (jfif) {
            return YCC;
        }
        if (adobeTransform != NO_ADOBE) {
            return adobeTransform == 0 ? RGB : YCC;
        }
        boolean named = components.get(0).id() == 'R'
                && components.get(1).id() == 'G'
                && components.get(2).id() == 'B';
        return named ? RGB : YCC;
    }

    /** One ink over black, as Pillow multiplies: {@code black} is 255 minus the amount of black. */
    private static byte ink(int amount, int black) {
        int product = amount * black + 128;
        return (byte) Math.max(0, black - (((product >> 8) + product) >> 8));
    }
}
