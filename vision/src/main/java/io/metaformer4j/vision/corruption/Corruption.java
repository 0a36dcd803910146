package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.SimilarNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The corruptions of ImageNet-C (arXiv:1903.12261, section 3 and appendix B), as its authors' code computes them
 * ({@code imagenet_c/corruptions.py} of hendrycks/robustness at 8190fe3). Lengths are pixels of a picture of 224x224 and stay
 * pixels for others, but for the elastic transform, which goes with the picture's size.
 */
public enum Corruption {
    /** Normal noise on every value. */
    GAUSSIAN_NOISE(CorruptionGroup.NOISE),
    /** The noise of few photons. */
    SHOT_NOISE(CorruptionGroup.NOISE),
    /** Values that became 0 or 255. */
    IMPULSE_NOISE(CorruptionGroup.NOISE),
    /** Out of focus. */
    DEFOCUS_BLUR(CorruptionGroup.BLUR),
    /** Behind frosted glass. */
    GLASS_BLUR(CorruptionGroup.BLUR),
    /** A camera that moved along a line. */
    MOTION_BLUR(CorruptionGroup.BLUR),
    /** A camera that moved towards the thing. */
    ZOOM_BLUR(CorruptionGroup.BLUR),
    /** Falling snow. */
    SNOW(CorruptionGroup.WEATHER),
    /** A window with ice on it. */
    FROST(CorruptionGroup.WEATHER),
    /** Clouds of fog. */
    FOG(CorruptionGroup.WEATHER),
    /** Too much light. */
    BRIGHTNESS(CorruptionGroup.WEATHER),
    /** Less contrast. */
    CONTRAST(CorruptionGroup.DIGITAL),
    /** Small parts stretched and squeezed. */
    ELASTIC_TRANSFORM(CorruptionGroup.DIGITAL),
    /** Fewer and larger pixels. */
    PIXELATE(CorruptionGroup.DIGITAL),
    /** What a JPEG file loses. */
    JPEG_COMPRESSION(CorruptionGroup.DIGITAL),
    /** Normal noise that grows with the value. */
    SPECKLE_NOISE(CorruptionGroup.EXTRA),
    /** A smooth blur. */
    GAUSSIAN_BLUR(CorruptionGroup.EXTRA),
    /** Drops of water, or mud, on the lens. */
    SPATTER(CorruptionGroup.EXTRA),
    /** Paler or stronger colours. */
    SATURATE(CorruptionGroup.EXTRA);

    private static final int SUGGESTIONS = 3;

    private final CorruptionGroup group;

    Corruption(CorruptionGroup group) {
        this.group = group;
    }

    /**
     * The corruption of a name.
     *
     * @param label a {@link #label()}
     * @return the corruption
     * @throws MetaFormerException if there is none of this name; lists all and suggests the nearest
     */
    public static Corruption named(String label) {
        List<String> labels = Arrays.stream(values()).map(Corruption::label).toList();
        int at = labels.indexOf(label);
        if (at < 0) {
            throw new MetaFormerException("corruption '" + label + "' is unknown; did you mean "
                    + String.join(", ", SimilarNames.nearest(label, labels, SUGGESTIONS)) + "? There are "
                    + String.join(", ", labels));
        }
        return values()[at];
    }

    /**
     * The corruptions that the mean corruption error is about.
     *
     * @return 15, in the order of the paper
     */
    public static List<Corruption> benchmark() {
        return all().filter(corruption -> corruption.group != CorruptionGroup.EXTRA)
                .toList();
    }

    /**
     * The corruptions for validation.
     *
     * @return 4 that are not part of the benchmark
     */
    public static List<Corruption> extra() {
        return all().filter(corruption -> corruption.group == CorruptionGroup.EXTRA)
                .toList();
    }

    private static Stream<Corruption> all() {
        return Arrays.stream(values());
    }

    /**
     * What ImageNet-C's folders call it.
     *
     * @return for instance {@code gaussian_noise}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Where it belongs.
     *
     * @return the group
     */
    public CorruptionGroup group() {
        return group;
    }

    /**
     * The operation that makes pictures so much worse.
     *
     * @param severity how severe
     * @return the operation, for pictures of any size
     */
    public PictureOperation at(Severity severity) {
        return SeverityTable.operation(this, severity);
    }
}
