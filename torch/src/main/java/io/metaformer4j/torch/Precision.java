package io.metaformer4j.torch;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floating-point format of weights and activations. */
public enum Precision {
    /** IEEE single precision, 24 significant bits. */
    FLOAT32("fp32", ScalarType.Float),
    /** bfloat16, 8 significant bits and the range of single precision. */
    BFLOAT16("bf16", ScalarType.BFloat16),
    /** IEEE half precision, 11 significant bits, largest value 65504. */
    FLOAT16("fp16", ScalarType.Half);

    private final String shortName;
    private final ScalarType nativeType;

    Precision(String shortName, ScalarType nativeType) {
        this.shortName = shortName;
        this.nativeType = nativeType;
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

    /** The format of a native type, float32 for those that are no format of a network. */
    static Precision of(ScalarType type) {
        for (Precision precision : values()) {
            if (precision.nativeType == type) {
                return precision;
            }
        }
        return FLOAT32;
    }

    ScalarType toNative() {
        return nativeType;
    }
}
