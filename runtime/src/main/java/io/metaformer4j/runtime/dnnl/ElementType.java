package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;
import static org.bytedeco.dnnl.global.dnnl.dnnl_u8;

/** How a number is stored. */
public enum ElementType {
    /** Single precision. */
    FLOAT32(dnnl_f32, 4),
    /** The upper half of single precision. */
    BFLOAT16(dnnl_bf16, 2),
    /** Whole numbers from 0 to 255. */
    UINT8(dnnl_u8, 1),
    /** Whole numbers from -128 to 127. */
    INT8(dnnl_s8, 1);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** oneDNN's number of the type. */
    int code() {
        return code;
    }

    /**
     * Size of one number.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }
}
