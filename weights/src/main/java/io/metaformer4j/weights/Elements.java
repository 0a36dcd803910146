package io.metaformer4j.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.OptionalLong;

/**
 * Conversion of single elements between stored types and doubles; indices count elements, buffers are little-endian.
 */
public final class Elements {

    private Elements() {}

    /** Reads an element as a double, exactly except for int64 beyond 2^53. */
    public interface Reader {
        double read(ByteBuffer from, int index);
    }

    /** Writes a double as an element, rounding to nearest even. */
    interface Writer {
        void write(ByteBuffer to, int index, double value);
    }

    /** How elements of a type are read as doubles; only for types whose values can be converted. */
    public static Reader reader(DType dtype) {
        return switch (dtype) {
            case F64 -> (b, i) -> b.getDouble(i * Double.BYTES);
            case F32 -> (b, i) -> b.getFloat(i * Float.BYTES);
            case F16 -> (b, i) -> halfToFloat(b.getShort(i * Short.BYTES));
            case BF16 -> (b, i) -> Float.intBitsToFloat(b.getShort(i * Short.BYTES) << 16);
            case I64, I32, I16, I8, U8, U16, U32, BOOL -> (b, i) -> readLong(dtype, b, i);
            default -> throw notConvertible(dtype);
        };
    }

    /** As PyTorch does, a double becomes a half or bfloat16 by way of a float. */
    static Writer writer(DType dtype) {
        return switch (dtype) {
            case F64 -> (b, i, v) -> b.putDouble(i * Double.BYTES, v);
            case F32 -> (b, i, v) -> b.putFloat(i * Float.BYTES, (float) v);
            case F16 -> (b, i, v) -> b.putShort(i * Short.BYTES, floatToHalf((float) v));
            case BF16 -> (b, i, v) -> b.putShort(i * Short.BYTES, floatToBfloat16((float) v));
            default -> throw notConvertible(dtype);
        };
    }

    /** Reads an element of an integer or boolean type, exactly. */
    public static long readLong(DType dtype, ByteBuffer b, int i) {
        return switch (dtype) {
            case I64 -> b.getLong(i * Long.BYTES);
            case I32 -> b.getInt(i * Integer.BYTES);
            case U32 -> Integer.toUnsignedLong(b.getInt(i * Integer.BYTES));
            case I16 -> b.getShort(i * Short.BYTES);
            case U16 -> Short.toUnsignedLong(b.getShort(i * Short.BYTES));
            case I8 -> b.get(i);
            case U8 -> Byte.toUnsignedLong(b.get(i));
            case BOOL -> b.get(i) == 0 ? 0 : 1;
            default -> throw new UnsupportedCheckpointException("elements of type " + dtype + " are not whole numbers");
        };
    }

    private static UnsupportedCheckpointException notConvertible(DType dtype) {
        return new UnsupportedCheckpointException(
                "elements of type " + dtype + " cannot be converted; re-save the tensor as float32");
    }

    /** The value of an IEEE 754 binary16, exactly; NaN payloads keep their upper bits. */
    static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
        }
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /** Rounds to the nearest binary16, ties to even; too large values become infinite. */
    static short floatToHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 0x47800000) { // 65536 and above
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) { // below 2^-14: a multiple of 2^-24, which Math.rint finds exactly
            return (short) (sign | (int) Math.rint(Math.abs((double) value) * 0x1p24));
        }
        int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
        return (short) (sign | ((rounded - 0x38000000) >>> 13));
    }

    /** Rounds to the nearest bfloat16, ties to even. */
    static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The row-major index of the first value that is NaN or infinite, or empty. */
    static OptionalLong firstNonFinite(DType dtype, ByteBuffer values, long count) {
        if (dtype == DType.F32) {
            return firstNonFinite(values.asFloatBuffer());
        }
        Reader reader = reader(dtype);
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(reader.read(values, i))) {
                return OptionalLong.of(i);
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong firstNonFinite(FloatBuffer values) {
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                return OptionalLong.of(i);
            }
        }
        return OptionalLong.empty();
    }
}
