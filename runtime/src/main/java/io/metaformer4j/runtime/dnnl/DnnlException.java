package io.metaformer4j.runtime.dnnl;

import io.metaformer4j.zoo.MetaFormerException;

/** oneDNN is not there, or refused something. */
public final class DnnlException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    DnnlException(String message) {
        super(message);
    }

    DnnlException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Complains unless a call went well; the numbers are those of {@code dnnl_status_t}. */
    static void check(int status, String what) {
        if (status != 0) {
            throw new DnnlException(what + " failed in oneDNN with status " + status
                    + "; the processor or its memory may not suffice for this network");
        }
    }
}
