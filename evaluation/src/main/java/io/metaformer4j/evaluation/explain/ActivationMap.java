package io.metaformer4j.evaluation.explain;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.evaluation.explain.cam.Bilinear;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

/** How much each position of a picture speaks for a class, at the resolution of whatever found that out. Immutable. */
public final class ActivationMap {

    private final int height;
    private final int width;
    private final float[] values;

    private ActivationMap(int height, int width, float[] values) {
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /**
     * Makes a map.
     *
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @param values {@code height * width} values, row-major; copied
     * @return the map
     * @throws IllegalArgumentException if there are more or fewer values
     */
    public static ActivationMap of(int height, int width, float[] values) {
        if (height < 1 || width < 1 || (long) height * width != values.length) {
            throw new IllegalArgumentException("a map of " + height + "x" + width + " cannot have " + values.length
                    + " values; it needs positive sides and a value for each position");
        }
        return new ActivationMap(height, width, values.clone());
    }

    /** The maps of a batch {@code [N, H, W]}. */
    static List<ActivationMap> ofAll(FloatArray maps) {
        List<ActivationMap> all = new ArrayList<>();
        for (int i = 0; i < maps.shape().get(0); i++) {
            FloatArray map = maps.picture(i);
            all.add(new ActivationMap(map.shape().get(0), map.shape().get(1), map.values()));
        }
        return all;
    }

    /**
     * Rows of the map.
     *
     * @return at least 1
     */
    public int height() {
        return height;
    }

    /**
     * Columns of the map.
     *
     * @return at least 1
     */
    public int width() {
        return width;
    }

    /**
     * The raw value of a position; negative where it speaks against the class.
     *
     * @param y row
     * @param x column
     * @return a number of whatever unit the method has; Grad-CAM's is the weighted sum of the channels
     */
    public float value(int y, int x) {
        return values[y * width + x];
    }

    /**
     * The raw values of all positions.
     *
     * @return a copy of {@code height * width} values, row-major
     */
    public float[] values() {
        return values.clone();
    }

    /**
     * The map as pytorch-grad-cam shows it: cut at zero, spread over 0..1, enlarged with half-pixel bilinear interpolation
     * (OpenCV's {@code INTER_LINEAR}).
     *
     * @param targetHeight rows wanted
     * @param targetWidth columns wanted
     * @return {@code targetHeight * targetWidth} values in 0..1, row-major; all 0 if nothing speaks for the class
     */
    public float[] enlarge(int targetHeight, int targetWidth) {
        requireSize(targetHeight, targetWidth);
        return spread(spreadAndResized(targetHeight, targetWidth));
    }

    /** The map on its way to {@link #enlarge}: what interpolation has made flatter is not spread again. */
    float[] spreadAndResized(int targetHeight, int targetWidth) {
        return Bilinear.resized(spread(cutAtZero()), height, width, targetHeight, targetWidth);
    }

    /**
     * The map with its own values at another resolution, for instance to rank positions by them.
     *
     * @param targetHeight rows wanted
     * @param targetWidth columns wanted
     * @return {@code targetHeight * targetWidth} values, row-major, neither cut nor spread
     */
    public float[] resample(int targetHeight, int targetWidth) {
        requireSize(targetHeight, targetWidth);
        return Bilinear.resized(values, height, width, targetHeight, targetWidth);
    }

    private static void requireSize(int targetHeight, int targetWidth) {
        if (targetHeight < 1 || targetWidth < 1) {
            throw new MetaFormerException(
                    "heat-map size " + targetHeight + "x" + targetWidth + " must be at least 1x1");
        }
    }

    /**
     * Lays the map over a picture in OpenCV's JET colours, half and half, made as bright as possible.
     *
     * @param picture the picture that was explained
     * @return a picture of the same size
     */
    public Picture overlay(Picture picture) {
        float[] large = enlarge(picture.height(), picture.width());
        byte[] rgb = picture.rgb();
        float[] mixed = new float[large.length * Picture.CHANNELS];
        float brightest = 0;
        for (int i = 0; i < large.length; i++) {
            int level = (int) (255 * large[i]);
            for (int channel = 0; channel < Picture.CHANNELS; channel++) {
                int at = i * Picture.CHANNELS + channel;
                mixed[at] = 0.5f * Jet.value(level, channel) / 255 + 0.5f * (rgb[at] & 0xff) / 255;
                brightest = Math.max(brightest, mixed[at]);
            }
        }
        byte[] result = new byte[mixed.length];
        for (int i = 0; i < mixed.length; i++) {
            result[i] = (byte) (int) (255 * (brightest > 0 ? mixed[i] / brightest : 0));
        }
        return Picture.of(picture.width(), picture.height(), result);
    }

    private float[] cutAtZero() {
        float[] cut = new float[values.length];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = Math.max(values[i], 0);
        }
        return cut;
    }

    private static float[] spread(float[] map) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : map) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        float[] spread = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            spread[i] = (map[i] - min) / (1e-7f + (max - min));
        }
        return spread;
    }
}
