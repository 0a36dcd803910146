package io.metaformer4j.runtime.quantize;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * How an input of a layer is stored in a byte: {@code u = round(x / step) + zero}, from 0 to 255.
 *
 * @param step distance of two stored values, positive
 * @param zero the byte that means 0
 */
public record InputRange(float step, int zero) {

    private static final int LARGEST = 255;

    /** Checks the numbers. */
    public InputRange {
        if (!(step > 0 && step < Float.POSITIVE_INFINITY)) {
            throw new MetaFormerException("a step of " + step + " between stored values must be a positive number");
        }
        if (zero < 0 || zero > LARGEST) {
            throw new MetaFormerException("byte " + zero + " for an input of 0 must be from 0 to " + LARGEST);
        }
    }

    /** The range from a smallest to a largest value, widened until 0 is in it, which is stored exactly. */
    static InputRange between(double smallest, double largest) {
        double from = Math.min(0, smallest);
        double step = (Math.max(0, largest) - from) / LARGEST;
        if (!((float) step > 0)) { // nothing but zeros, or differences that float32 does not know
            return new InputRange(1, 0);
        }
        return new InputRange((float) step, (int) Math.rint(-from / step));
    }

    /** What is left of a value that was stored. */
    double restored(double value) {
        double stored = Math.rint(value / step) + zero;
        return (Math.max(0, Math.min(LARGEST, stored)) - zero) * step;
    }
}
