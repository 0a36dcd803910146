package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * What is done to the network's input, a picture of bytes, before it is normalised; and how what a map shows moves with
 * it.
 *
 * <p>What comes in over the edges of a moved picture is the picture mirrored at its edges, whatever the motion: pixels
 * like those beside them, in place of an edge of black or of what lies opposite, which a network would see as an
 * object. Flips, rotations by right angles of a square and shifts copy bytes; others interpolate bilinearly.
 */
public sealed interface Transformation {

    /**
     * What it is called.
     *
     * @return the text that {@link #parse} takes, such as {@code rotation:90}
     */
    String label();

    /**
     * How the content of a picture moves.
     *
     * @return the motion in pixels; {@link PlaneMotion#NONE} if only values change
     */
    PlaneMotion motion();

    /**
     * What is done to pictures of one size.
     *
     * @param width their width in pixels
     * @param height their height in pixels
     * @return the operation, safe for concurrent use
     */
    default PictureOperation operation(int width, int height) {
        GridResampling pixels = GridResampling.of(width, height, motion().inverse());
        return (canvas, random) -> pixels.move(canvas);
    }

    /**
     * A rotation counterclockwise about the centre.
     *
     * @param degrees angle, from -360 to 360
     */
    record Rotation(double degrees) implements Transformation {

        private static final int FULL = 360;

        /** Checks the angle; minus 0 is 0. */
        public Rotation {
            if (!(Math.abs(degrees) <= FULL)) {
                throw new MetaFormerException("rotation by " + degrees + " degrees must be from -360 to 360");
            }
            degrees += 0.0;
        }

        @Override
        public String label() {
            return "rotation:" + text(degrees);
        }

        @Override
        public PlaneMotion motion() {
            return PlaneMotion.rotation(degrees);
        }
    }

    /**
     * A reflection at an axis through the centre.
     *
     * @param horizontal whether left and right change places, or else top and bottom
     */
    record Flip(boolean horizontal) implements Transformation {

        @Override
        public String label() {
            return horizontal ? "flip:horizontal" : "flip:vertical";
        }

        @Override
        public PlaneMotion motion() {
            return horizontal ? new PlaneMotion(-1, 0, 0, 1, 0, 0) : new PlaneMotion(1, 0, 0, -1, 0, 0);
        }
    }

    /**
     * A shift.
     *
     * @param right pixels to the right
     * @param down pixels downwards
     */
    record Translation(int right, int down) implements Transformation {

        @Override
        public String label() {
            return down == 0 ? "translation:" + right : "translation:" + right + ":" + down;
        }

        @Override
        public PlaneMotion motion() {
            return new PlaneMotion(1, 0, 0, 1, right, down);
        }
    }

    /**
     * A change of size about the centre.
     *
     * @param factor by how much the content grows, from 0.5 to 2: bilinear interpolation passes over pixels if it
     *     shrinks more
     */
    record Scaling(double factor) implements Transformation {

        private static final double SMALLEST = 0.5;
        private static final double LARGEST = 2;

        /** Checks the factor. */
        public Scaling {
            if (!(factor >= SMALLEST && factor <= LARGEST)) {
                throw new MetaFormerException("scaling by " + factor + " must be by 0.5 to 2");
            }
        }

        @Override
        public String label() {
            return "scale:" + text(factor);
        }

        @Override
        public PlaneMotion motion() {
            return new PlaneMotion(factor, 0, 0, factor, 0, 0);
        }
    }

    /**
     * A corruption, which moves nothing.
     *
     * @param corruption which one
     * @param severity how severe
     */
    record Corrupted(Corruption corruption, Severity severity) implements Transformation {

        @Override
        public String label() {
            return "corruption:" + corruption.label() + ":" + severity.level();
        }

        @Override
        public PlaneMotion motion() {
            return PlaneMotion.NONE;
        }

        @Override
        public PictureOperation operation(int width, int height) {
            return corruption.at(severity);
        }
    }

    private static String text(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /**
     * What is measured where nothing else is said: rotations by 15, 90 and 180 degrees, both flips, shifts by 4 and 8
     * pixels, scalings by 0.8 and 1.25, and a corruption of each group and another of the digital ones, of severity 3.
     *
     * @return fourteen transformations
     */
    static List<Transformation> standard() {
        Severity middle = new Severity(3);
        return List.of(
                new Rotation(15),
                new Rotation(90),
                new Rotation(180),
                new Flip(true),
                new Flip(false),
                new Translation(4, 0),
                new Translation(8, 0),
                new Scaling(0.8),
                new Scaling(1.25),
                new Corrupted(Corruption.GAUSSIAN_NOISE, middle),
                new Corrupted(Corruption.DEFOCUS_BLUR, middle),
                new Corrupted(Corruption.FOG, middle),
                new Corrupted(Corruption.CONTRAST, middle),
                new Corrupted(Corruption.JPEG_COMPRESSION, middle));
    }

    /**
     * Reads a transformation.
     *
     * @param text {@code rotation:DEGREES}, {@code flip:horizontal}, {@code flip:vertical}, {@code translation:RIGHT}
     *     or {@code translation:RIGHT:DOWN} in pixels, {@code scale:FACTOR}, or {@code corruption:NAME:SEVERITY}
     * @return the transformation
     * @throws MetaFormerException if it is none, its numbers are out of range, or there is no such corruption
     */
    static Transformation parse(String text) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
        try {
            return switch (words[0] + ":" + (words.length - 1)) {
                case "rotation:1" -> new Rotation(Double.parseDouble(words[1]));
                case "flip:1" -> flip(text, words[1]);
                case "translation:1" -> new Translation(Integer.parseInt(words[1]), 0);
                case "translation:2" -> new Translation(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "scale:1" -> new Scaling(Double.parseDouble(words[1]));
                case "corruption:2" ->
                    new Corrupted(Corruption.named(words[1]), new Severity(Integer.parseInt(words[2])));
                default -> throw unknown(text);
            };
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static Flip flip(String text, String direction) {
        return switch (direction) {
            case "horizontal" -> new Flip(true);
            case "vertical" -> new Flip(false);
            default -> throw unknown(text);
        };
    }

    private static MetaFormerException unknown(String text) {
        return new MetaFormerException("'" + PrintableText.of(text)
                + "' is no transformation; write rotation:DEGREES, flip:horizontal, flip:vertical, translation:RIGHT or"
                + " translation:RIGHT:DOWN in whole pixels, scale:FACTOR, or corruption:NAME:SEVERITY such as"
                + " corruption:fog:3");
    }
}
