package io.metaformer4j.engine.profile;

/** The format of the numbers that are multiplied. Sums of products have more bits. */
public enum ProductFormat {
    /** Single precision. */
    FLOAT32("fp32"),
    /** The upper half of single precision. */
    BFLOAT16("bf16"),
    /** Bytes. */
    INT8("int8");

    private final String word;

    ProductFormat(String word) {
        this.word = word;
    }

    /**
     * The format in one word.
     *
     * @return {@code fp32}, {@code bf16} or {@code int8}
     */
    public String word() {
        return word;
    }
}
