package io.metaformer4j.vision.operation.pixel;

/**
 * Pillow's {@code GaussianBlur}: three box filters along the rows, then three along the columns, each rounded to bytes. A box
 * of radius {@code l + a} has {@code 2 l + 1} whole values and two of weight {@code a}, with weights of 24 fractional bits;
 * beyond the border values repeat.
 *
 * <p>The radius for a standard deviation is that of Gwosdek et al., "Theoretical foundations of Gaussian convolution by
 * extended box filtering" (SSVM 2011), equations 7, 11 and 14.
 */
public final class BoxBlur {

    private static final int CHANNELS = 3;
    private static final int PASSES = 3;
    private static final int ONE = 1 << 24;
    private static final int HALF = 1 << 23;
    private static final int FRACTION = 24;

    private final int radius;
    private final int inner;
    private final int outer;
    private int[] line;
    private int[] next;

    private BoxBlur(float boxRadius, int longest) {
        this.radius = (int) boxRadius;
        this.inner = (int) (ONE / (boxRadius * 2 + 1));
        this.outer = (ONE - (radius * 2 + 1) * inner) / 2;
        this.line = new int[longest];
        this.next = new int[longest];
    }

    /** Blurs a picture in place, with a standard deviation in pixels. */
    public static void gaussian(byte[] rgb, int width, int height, double deviation) {
        BoxBlur blur = new BoxBlur(boxRadius((float) deviation), Math.max(width, height));
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < CHANNELS; c++) {
                blur.blur(rgb, y * width * CHANNELS + c, CHANNELS, width);
            }
        }
        for (int x = 0; x < width; x++) {
            for (int c = 0; c < CHANNELS; c++) {
                blur.blur(rgb, x * CHANNELS + c, CHANNELS * width, height);
            }
        }
    }

    /** In 32-bit floats, as Pillow computes it. */
    private static float boxRadius(float deviation) {
        float variance = deviation * deviation / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        part /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + part;
    }

    private void blur(byte[] rgb, int start, int stride, int length) {
        for (int i = 0; i < length; i++) {
            line[i] = rgb[start + i * stride] & 0xff;
        }
        for (int pass = 0; pass < PASSES; pass++) {
            pass(length - 1);
            int[] done = next;
            next = line;
            line = done;
        }
        for (int i = 0; i < length; i++) {
            rgb[start + i * stride] = (byte) line[i];
        }
    }

    private void pass(int last) {
        int sum = 0;
        for (int i = -radius - 1; i < radius; i++) {
            sum += line[inside(i, last)];
        }
        for (int i = 0; i <= last; i++) {
            int before = line[inside(i - radius - 1, last)];
            sum += line[inside(i + radius, last)] - before;
            int ends = before + line[inside(i + radius + 1, last)];
            next[i] = (sum * inner + ends * outer + HALF) >>> FRACTION; // up to 32 bits, unsigned
        }
    }

    private static int inside(int position, int last) {
        return Math.max(0, Math.min(last, position));
    }
}
