package io.metaformer4j.torch;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The floating-point format of weights and activations. */
public enum Precision {
    /** IEEE single precision, 24 significant bits. */
    FLOAT32(ScalarType.Float),
    /** bfloat16, 8 significant bits and the range of single precision. */
    BFLOAT16(ScalarType.BFloat16),
    /** IEEE half precision, 11 significant bits, largest value 65504. */
    FLOAT16(ScalarType.Half);

    private final ScalarType nativeType;

    Precision(ScalarType nativeType) {
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

    ScalarType toNative() {
        return nativeType;
    }
}
