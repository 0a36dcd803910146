package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * What a policy's operations take from the network's input and the crop.
 *
 * @param red red value of what lies outside of a warped picture, 0 to 255
 * @param green green value of it, 0 to 255
 * @param blue blue value of it, 0 to 255
 * @param translation largest absolute translation in pixels
 * @param relativeTranslation largest relative translation as a share of the side
 * @param filters bilinear, bicubic or both; one is drawn for each warp
 */
public record AutomaticSettings(
        int red, int green, int blue, int translation, double relativeTranslation, List<Interpolation> filters) {

    private static final double LARGEST_SHARE = 0.45;
    private static final List<Interpolation> WARPING = List.of(Interpolation.BILINEAR, Interpolation.BICUBIC);

    /** Checks color, translations and filters. */
    public AutomaticSettings {
        if (Math.min(red, Math.min(green, blue)) < 0 || Math.max(red, Math.max(green, blue)) > 255) {
            throw new MetaFormerException("fill color of automatic augmentation is (" + red + ", " + green + ", " + blue
                    + "); each value must be 0 to 255");
        }
        if (translation < 0 || !(relativeTranslation >= 0 && relativeTranslation <= 1)) {
            throw new MetaFormerException("largest translations of automatic augmentation are " + translation
                    + " pixels and " + relativeTranslation
                    + " of the side; the first must not be negative, the second 0 to 1");
        }
        filters = List.copyOf(filters);
        requireFilters(filters);
    }

    /**
     * timm's settings: the mean colour outside, of pictures in shades of gray their mean, translations up to 45 % of the shorter side.
     *
     * @param input size and mean of the network's input
     * @param filters bilinear, bicubic or both
     * @return the settings
     */
    public static AutomaticSettings of(Preprocessing input, List<Interpolation> filters) {
        return new AutomaticSettings(
                mean(input, 0),
                mean(input, 1),
                mean(input, 2),
                (int) (Math.min(input.height(), input.width()) * LARGEST_SHARE),
                LARGEST_SHARE,
                filters);
    }

    private static int mean(Preprocessing input, int channel) {
        return (int) Math.max(0, Math.min(255, Math.rint(255 * input.colorMean(channel))));
    }

    /**
     * Refuses filters that cannot warp.
     *
     * @param filters the filters of a crop
     * @throws MetaFormerException if there is none, or one that is neither bilinear nor bicubic
     */
    public static void requireFilters(List<Interpolation> filters) {
        if (filters.isEmpty() || !WARPING.containsAll(filters)) {
            throw new MetaFormerException(
                    "automatic augmentation warps pictures with the filters of the crop, here " + filters
                            + ", but only bilinear and bicubic can; let the crop use one of these, or both at random");
        }
    }

    /** The same with another largest relative translation. */
    AutomaticSettings withRelativeTranslation(double share) {
        return new AutomaticSettings(red, green, blue, translation, share, filters);
    }

    byte[] fill() {
        return new byte[] {(byte) red, (byte) green, (byte) blue};
    }

    Interpolation filter(RandomSource random) {
        return filters.size() == 1 ? filters.get(0) : filters.get(random.integer(0, filters.size() - 1));
    }
}
