package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.Plasma;
import io.metaformer4j.vision.corruption.field.RowSource;
import io.metaformer4j.vision.random.RandomSource;

/**
 * A picture of ice on a window, drawn anew for each picture. Three {@link Plasma} maps make it: the ridges of a fine one,
 * stretched along three directions that lie 60 degrees apart, are the needles; a smooth one bends them; and a third says where
 * the ice is thick. Needles have the same size in pixels whatever the picture's size. The weights were chosen so that
 * mean and deviation are near those of the textures of ImageNet-C's authors, about 150 and 50.
 */
final class IceTexture implements RowSource {

    private static final double THICKNESS_DECAY = 1.9;
    private static final double BENDING_DECAY = 2.2;
    private static final double NEEDLE_DECAY = 1.3;
    private static final int DIRECTIONS = 3;
    private static final int SHADES = 256;

    /** By how many pixels needles are bent at most. */
    private static final double BEND = 40;

    /** How much needles are stretched along their direction, and squeezed across it. */
    private static final double ALONG = 0.18;

    private static final double ACROSS = 1.3;

    /** Far enough from each other that directions show different parts of the map. */
    private static final double SHIFT = 37;

    private final int width;
    private final Plasma thickness;
    private final Plasma bending;
    private final Plasma needles;
    private final double[] cos = new double[DIRECTIONS];
    private final double[] sin = new double[DIRECTIONS];
    private final double[][] shades = shades();

    private IceTexture(int width, double direction, Plasma thickness, Plasma bending, Plasma needles) {
        this.width = width;
        this.thickness = thickness;
        this.bending = bending;
        this.needles = needles;
        for (int i = 0; i < DIRECTIONS; i++) {
            double angle = direction + i * Math.PI / DIRECTIONS;
            cos[i] = Math.cos(angle);
            sin[i] = Math.sin(angle);
        }
    }

    static IceTexture draw(int width, int height, RandomSource random) {
        double direction = random.uniform(0, Math.PI);
        Plasma thickness = Plasma.draw(width, height, THICKNESS_DECAY, random);
        Plasma bending = Plasma.draw(width, height, BENDING_DECAY, random);
        Plasma needles = Plasma.draw(width, height, NEEDLE_DECAY, random);
        return new IceTexture(width, direction, thickness, bending, needles);
    }

    /** Red, green and blue of each shade, from the dark window to white: thin ice is bluish. */
    private static double[][] shades() {
        double[][] shades = new double[SHADES][];
        for (int i = 0; i < SHADES; i++) {
            double light = i / (SHADES - 1.0);
            shades[i] = new double[] {
                255 * Math.pow(light, 1.15), 255 * Math.pow(light, 1.05), 255 * (0.12 + 0.88 * Math.pow(light, 0.95))
            };
        }
        return shades;
    }

    @Override
    public void read(int y, double[] row, int at) {
        for (int x = 0; x < width; x++) {
            double light = 0.15 + 0.7 * thickness.pixel(x, y) + 0.75 * (needle(x, y) - 0.45);
            double[] shade = shades[(int) Math.rint(Math.max(0, Math.min(1, light)) * (SHADES - 1))];
            System.arraycopy(shade, 0, row, at + x * Picture.CHANNELS, Picture.CHANNELS);
        }
    }

    /** How near a pixel is to the middle of a needle, 0 to 1. */
    private double needle(int x, int y) {
        double bend = BEND * bending.pixel(x, y);
        double best = 0;
        for (int i = 0; i < DIRECTIONS; i++) {
            double along = x * cos[i] + y * sin[i];
            double across = y * cos[i] - x * sin[i] + bend;
            double height = needles.at(ALONG * along + SHIFT * i, ACROSS * across + 2.5 * SHIFT * i);
            best = Math.max(best, 1 - Math.abs(2 * height - 1));
        }
        return best * best * best;
    }
}
