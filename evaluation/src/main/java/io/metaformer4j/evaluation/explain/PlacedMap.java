package io.metaformer4j.evaluation.explain;

import io.metaformer4j.evaluation.explain.cam.Bilinear;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.AppliedGeometry;

/**
 * A map at the place in the whole picture that the network saw: resized and cropped back. Immutable.
 */
public final class PlacedMap {

    private final float[] heat;
    private final AppliedGeometry geometry;

    private PlacedMap(float[] heat, AppliedGeometry geometry) {
        this.heat = heat;
        this.geometry = geometry;
    }

    /**
     * Places a map.
     *
     * @param map what the network's input got
     * @param geometry how the picture became that input
     * @return the map in the picture
     */
    public static PlacedMap of(ActivationMap map, AppliedGeometry geometry) {
        return new PlacedMap(map.enlarge(geometry.outputHeight(), geometry.outputWidth()), geometry);
    }

    /**
     * Whether the network saw the middle of a pixel of the picture.
     *
     * @param x column
     * @param y row
     * @return false where the pixel was cropped away
     */
    public boolean isSeen(int x, int y) {
        double column = geometry.outputX(x + 0.5);
        double row = geometry.outputY(y + 0.5);
        return column >= 0 && column <= geometry.outputWidth() && row >= 0 && row <= geometry.outputHeight();
    }

    /**
     * How much a pixel of the picture speaks for the class.
     *
     * @param x column
     * @param y row
     * @return 0 to 1; 0 also where the pixel was cropped away
     */
    public float heat(int x, int y) {
        return isSeen(x, y)
                ? Bilinear.at(
                        heat,
                        geometry.outputHeight(),
                        geometry.outputWidth(),
                        geometry.outputY(y + 0.5),
                        geometry.outputX(x + 0.5))
                : 0;
    }

    /**
     * Lays the map over the whole picture in the colours of {@link ActivationMap#overlay}, half and half, made as bright as
     * possible. What the network did not see is as dark as the picture is in the mixture.
     *
     * @param picture the decoded picture
     * @return a picture of the same size
     * @throws IllegalArgumentException if it is of another size than the one that was placed in
     */
    public Picture overlay(Picture picture) {
        if (picture.width() != geometry.pictureWidth() || picture.height() != geometry.pictureHeight()) {
            throw new IllegalArgumentException("a map for a picture of " + geometry.pictureWidth() + "x"
                    + geometry.pictureHeight() + " cannot be laid over " + picture
                    + "; give the one that was explained");
        }
        float brightest = 0;
        float[] pixel = new float[Picture.CHANNELS];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                mix(picture, x, y, pixel);
                for (float value : pixel) {
                    brightest = Math.max(brightest, value);
                }
            }
        }
        byte[] result = new byte[picture.byteCount()];
        for (int y = 0, at = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                mix(picture, x, y, pixel);
                for (float value : pixel) {
                    result[at++] = (byte) (int) (255 * (brightest > 0 ? value / brightest : 0));
                }
            }
        }
        return Picture.of(picture.width(), picture.height(), result);
    }

    /** Computed twice rather than kept: a large photograph has a hundred million values. */
    private void mix(Picture picture, int x, int y, float[] pixel) {
        boolean seen = isSeen(x, y);
        int level = (int) (255 * heat(x, y));
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
            float color = seen ? 0.5f * Jet.value(level, channel) / 255 : 0;
            pixel[channel] = color + 0.5f * picture.value(x, y, channel) / 255;
        }
    }
}
