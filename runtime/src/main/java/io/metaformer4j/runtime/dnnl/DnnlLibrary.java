package io.metaformer4j.runtime.dnnl;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** The native library. */
final class DnnlLibrary {

    private DnnlLibrary() {}

    /**
     * Makes sure that oneDNN is loaded; takes no time but for the first call.
     *
     * @throws DnnlException if it cannot be; the message says what to do
     */
    static void load() {
        try {
            Loader.load(dnnl.class);
        } catch (LinkageError e) {
            throw new DnnlException(
                    "oneDNN cannot be loaded for " + Loader.getPlatform() + " (" + e.getMessage()
                            + "); add the library org.bytedeco:dnnl-platform with the natives of this platform, or use"
                            + " another engine",
                    e);
        }
    }
}
