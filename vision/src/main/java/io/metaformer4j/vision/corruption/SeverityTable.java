package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.corruption.blur.DefocusBlur;
import io.metaformer4j.vision.corruption.blur.GaussianBlur;
import io.metaformer4j.vision.corruption.blur.GlassBlur;
import io.metaformer4j.vision.corruption.blur.MotionBlur;
import io.metaformer4j.vision.corruption.blur.ZoomBlur;
import io.metaformer4j.vision.corruption.digital.ElasticTransform;
import io.metaformer4j.vision.corruption.digital.JpegCompression;
import io.metaformer4j.vision.corruption.digital.Pixelate;
import io.metaformer4j.vision.corruption.digital.Saturate;
import io.metaformer4j.vision.corruption.noise.GaussianNoise;
import io.metaformer4j.vision.corruption.noise.ImpulseNoise;
import io.metaformer4j.vision.corruption.noise.ShotNoise;
import io.metaformer4j.vision.corruption.noise.SpeckleNoise;
import io.metaformer4j.vision.corruption.weather.Fog;
import io.metaformer4j.vision.corruption.weather.Frost;
import io.metaformer4j.vision.corruption.weather.MudSpatter;
import io.metaformer4j.vision.corruption.weather.Snow;
import io.metaformer4j.vision.corruption.weather.SnowLayer;
import io.metaformer4j.vision.corruption.weather.WaterSpatter;
import io.metaformer4j.vision.operation.PictureOperation;

/** The numbers of every corruption at the five severities ({@code imagenet_c/corruptions.py}). */
final class SeverityTable {

    /** Spatter is water up to this level, and mud above it. */
    private static final int LAST_WATER = 3;

    private SeverityTable() {}

    static PictureOperation operation(Corruption corruption, Severity s) {
        return switch (corruption) {
            case GAUSSIAN_NOISE -> new GaussianNoise(s.of(0.08, 0.12, 0.18, 0.26, 0.38));
            case SHOT_NOISE -> new ShotNoise(s.of(60, 25, 12, 5, 3));
            case IMPULSE_NOISE -> new ImpulseNoise(s.of(0.03, 0.06, 0.09, 0.17, 0.27));
            case DEFOCUS_BLUR -> new DefocusBlur(s.whole(3, 4, 6, 8, 10), s.of(0.1, 0.5, 0.5, 0.5, 0.5));
            case GLASS_BLUR ->
                new GlassBlur(s.of(0.7, 0.9, 1, 1.1, 1.5), s.whole(1, 2, 2, 3, 4), s.whole(2, 1, 3, 2, 2));
            case MOTION_BLUR -> new MotionBlur(s.whole(10, 15, 15, 15, 20), s.of(3, 5, 8, 12, 15));
            case ZOOM_BLUR -> new ZoomBlur(s.whole(12, 16, 11, 13, 11), s.of(0.01, 0.01, 0.02, 0.02, 0.03));
            case SNOW -> snow(s);
            case FROST -> new Frost(s.of(1, 0.8, 0.7, 0.65, 0.6), s.of(0.4, 0.6, 0.7, 0.7, 0.75));
            case FOG -> new Fog(s.of(1.5, 2, 2.5, 2.5, 3), s.of(2, 2, 1.7, 1.5, 1.4));
            case BRIGHTNESS -> Brightness.of(s);
            case CONTRAST -> Contrast.of(s);
            case ELASTIC_TRANSFORM ->
                new ElasticTransform(
                        s.of(2, 2, 0.05, 0.07, 0.12),
                        s.of(0.7, 0.08, 0.01, 0.01, 0.01),
                        s.of(0.1, 0.2, 0.02, 0.02, 0.02));
            case PIXELATE -> new Pixelate(s.of(0.6, 0.5, 0.4, 0.3, 0.25));
            case JPEG_COMPRESSION -> new JpegCompression(s.whole(25, 18, 15, 10, 7));
            case SPECKLE_NOISE -> new SpeckleNoise(s.of(0.15, 0.2, 0.35, 0.45, 0.6));
            case GAUSSIAN_BLUR -> new GaussianBlur(s.of(1, 2, 3, 4, 6));
            case SPATTER -> spatter(s);
            case SATURATE -> new Saturate(s.of(0.3, 0.1, 2, 5, 20), s.of(0, 0, 0, 0.1, 0.2));
        };
    }

    private static PictureOperation snow(Severity s) {
        SnowLayer layer = new SnowLayer(
                s.of(0.1, 0.2, 0.55, 0.55, 0.55), 0.3, s.of(3, 2, 4, 4.5, 2.5), s.of(0.5, 0.5, 0.9, 0.85, 0.85));
        return new Snow(layer, s.whole(10, 12, 12, 12, 12), s.of(4, 4, 8, 8, 12), s.of(0.8, 0.7, 0.7, 0.65, 0.55));
    }

    private static PictureOperation spatter(Severity s) {
        double mean = s.of(0.65, 0.65, 0.65, 0.65, 0.67);
        double deviation = s.of(0.3, 0.3, 0.3, 0.3, 0.4);
        double sigma = s.of(4, 3, 2, 1, 1);
        double threshold = s.of(0.69, 0.68, 0.68, 0.65, 0.65);
        if (s.level() <= LAST_WATER) {
            return new WaterSpatter(mean, deviation, sigma, threshold, s.of(0.6, 0.6, 0.5, 0, 0));
        }
        return new MudSpatter(mean, deviation, sigma, threshold, 1.5);
    }
}
