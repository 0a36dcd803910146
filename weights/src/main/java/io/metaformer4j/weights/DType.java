package io.metaformer4j.weights;

import java.util.Optional;

/**
 * Element types of stored tensors.
 *
 * <p>Every type can be read and written as raw bytes. Values of {@linkplain #isFloating() floating point},
 * {@linkplain #isInteger() integer} and boolean types can also be converted; complex and 8-bit floating point types
 * cannot.
 */
public enum DType {
    /** IEEE 754 binary64. */
    F64(8, Kind.FLOATING, "float64", "F64", "DoubleStorage"),
    /** IEEE 754 binary32. */
    F32(4, Kind.FLOATING, "float32", "F32", "FloatStorage"),
    /** IEEE 754 binary16. */
    F16(2, Kind.FLOATING, "float16", "F16", "HalfStorage"),
    /** The upper half of a binary32: 8 exponent bits, 7 fraction bits. */
    BF16(2, Kind.FLOATING, "bfloat16", "BF16", "BFloat16Storage"),
    /** Signed 64-bit integer. */
    I64(8, Kind.INTEGER, "int64", "I64", "LongStorage"),
    /** Signed 32-bit integer. */
    I32(4, Kind.INTEGER, "int32", "I32", "IntStorage"),
    /** Signed 16-bit integer. */
    I16(2, Kind.INTEGER, "int16", "I16", "ShortStorage"),
    /** Signed 8-bit integer. */
    I8(1, Kind.INTEGER, "int8", "I8", "CharStorage"),
    /** Unsigned 8-bit integer. */
    U8(1, Kind.INTEGER, "uint8", "U8", "ByteStorage"),
    /** One byte, 0 or 1. */
    BOOL(1, Kind.BOOLEAN, "bool", "BOOL", "BoolStorage"),
    /** Unsigned 16-bit integer. */
    U16(2, Kind.INTEGER, "uint16", "U16", ""),
    /** Unsigned 32-bit integer. */
    U32(4, Kind.INTEGER, "uint32", "U32", ""),
    /** Unsigned 64-bit integer, raw bytes only. */
    U64(8, Kind.RAW, "uint64", "U64", ""),
    /** Pair of binary32, raw bytes only. */
    C64(8, Kind.RAW, "complex64", "C64", "ComplexFloatStorage"),
    /** Pair of binary64, raw bytes only. */
    C128(16, Kind.RAW, "complex128", "", "ComplexDoubleStorage"),
    /** 8-bit floating point, 4 exponent bits, finite only, raw bytes only. */
    F8_E4M3(1, Kind.RAW, "float8_e4m3fn", "F8_E4M3", ""),
    /** 8-bit floating point, 5 exponent bits, raw bytes only. */
    F8_E5M2(1, Kind.RAW, "float8_e5m2", "F8_E5M2", ""),
    /** 8-bit floating point, 4 exponent bits, no negative zero, raw bytes only. */
    F8_E4M3FNUZ(1, Kind.RAW, "float8_e4m3fnuz", "F8_E4M3FNUZ", ""),
    /** 8-bit floating point, 5 exponent bits, no negative zero, raw bytes only. */
    F8_E5M2FNUZ(1, Kind.RAW, "float8_e5m2fnuz", "F8_E5M2FNUZ", ""),
    /** 8-bit power-of-two scale, raw bytes only. */
    F8_E8M0(1, Kind.RAW, "float8_e8m0fnu", "F8_E8M0", "");

    private enum Kind {
        FLOATING,
        INTEGER,
        BOOLEAN,
        RAW
    }

    private final int width;
    private final Kind kind;
    private final String torchName;
    private final String safetensorsName;
    private final String storageName;

    DType(int width, Kind kind, String torchName, String safetensorsName, String storageName) {
        this.width = width;
        this.kind = kind;
        this.torchName = torchName;
        this.safetensorsName = safetensorsName;
        this.storageName = storageName;
    }

    /**
     * Size of one element.
     *
     * @return bytes per element
     */
    public int width() {
        return width;
    }

    /**
     * PyTorch's name of the type, without {@code torch.}.
     *
     * @return for instance {@code float32}
     */
    public String torchName() {
        return torchName;
    }

    /**
     * Name of the type in safetensors headers.
     *
     * @return for instance {@code F32}; empty if the format cannot hold the type
     */
    public Optional<String> safetensorsName() {
        return safetensorsName.isEmpty() ? Optional.empty() : Optional.of(safetensorsName);
    }

    /**
     * Name of PyTorch's typed storage class in module {@code torch}.
     *
     * @return for instance {@code FloatStorage}; empty for types that PyTorch keeps in untyped storages
     */
    public Optional<String> storageName() {
        return storageName.isEmpty() ? Optional.empty() : Optional.of(storageName);
    }

    /**
     * Whether values are floating point numbers that can be converted.
     *
     * @return true for F64, F32, F16 and BF16
     */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /**
     * Whether values are whole numbers that can be converted.
     *
     * @return true for the signed integers and the unsigned ones up to 32 bits
     */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /**
     * Finds a type by its safetensors name.
     *
     * @param name for instance {@code BF16}
     * @return the type, empty if unknown
     */
    public static Optional<DType> ofSafetensorsName(String name) {
        for (DType type : values()) {
            if (!type.safetensorsName.isEmpty() && type.safetensorsName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Finds a type by PyTorch's storage class.
     *
     * @param name for instance {@code BFloat16Storage}
     * @return the type, empty if unknown
     */
    public static Optional<DType> ofStorageName(String name) {
        for (DType type : values()) {
            if (!type.storageName.isEmpty() && type.storageName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Finds a type by PyTorch's name.
     *
     * @param name for instance {@code bfloat16}
     * @return the type, empty if unknown
     */
    public static Optional<DType> ofTorchName(String name) {
        for (DType type : values()) {
            if (type.torchName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Returns {@link #torchName()}. */
    @Override
    public String toString() {
        return torchName;
    }
}
