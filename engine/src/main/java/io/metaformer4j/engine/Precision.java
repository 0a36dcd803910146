package io.metaformer4j.engine;

import io.metaformer4j.weights.DType;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Locale;

/**
 * The floating-point format of weights and activations.
 *
 * <p>Eight-bit integers are none: they mean nothing without scales and zero points, which differ from layer to layer and are
 * measured on pictures (calibration), so no word on a command line turns a network into them. They are a matter of the weights
 * and of an engine that says that it accepts them ({@link Engine#quantizedTypes()}); what goes in and comes out, and with it the
 * {@link Placement}, stays in one of the formats here.
 */
public enum Precision {
    /** IEEE single precision, 24 significant bits. */
    FLOAT32("fp32", DType.F32),
    /** bfloat16, 8 significant bits and the range of single precision. */
    BFLOAT16("bf16", DType.BF16),
    /** IEEE half precision, 11 significant bits, largest value 65504. */
    FLOAT16("fp16", DType.F16);

    private final String shortName;
    private final DType dtype;

    Precision(String shortName, DType dtype) {
        this.shortName = shortName;
        this.dtype = dtype;
    }

    /**
     * Reads the name of a format.
     *
     * @param text {@code fp32}, {@code bf16}, {@code fp16} or the long names {@code float32}, {@code bfloat16},
     *     {@code float16}
     * @return the format
     * @throws MetaFormerException if the text is none of these
     */
    public static Precision parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "fp32", "float32" -> FLOAT32;
            case "bf16", "bfloat16" -> BFLOAT16;
            case "fp16", "float16" -> FLOAT16;
            default -> throw new MetaFormerException("unknown precision '" + text + "'; use fp32, bf16 or fp16");
        };
    }

    /**
     * The name that the command line uses.
     *
     * @return {@code fp32}, {@code bf16} or {@code fp16}
     */
    public String shortName() {
        return shortName;
    }

    /**
     * The format of stored weights of this precision.
     *
     * @return the element type of tensors
     */
    public DType dtype() {
        return dtype;
    }
}
