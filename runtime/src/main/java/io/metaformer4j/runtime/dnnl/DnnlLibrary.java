package io.metaformer4j.runtime.dnnl;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** The native library. */
public final class DnnlLibrary {

    private static final String BINDING = "jnidnnl";

    private DnnlLibrary() {}

    /**
     * Whether natives of this platform are on the class path; loads nothing.
     *
     * @return false if they are not, so that there is oneDNN only where the system has it
     */
    public static boolean isOnClassPath() {
        String file = "org/bytedeco/dnnl/" + Loader.getPlatform() + "/" + System.mapLibraryName(BINDING);
        return DnnlLibrary.class.getClassLoader().getResource(file) != null;
    }

    /**
     * Makes sure that oneDNN is loaded; takes no time but for the first call. Other classes of the binding are touched only after it
     * where several threads may be the first to.
     *
     * @throws DnnlException if it cannot be; the message says what to do
     */
    public static void load() {
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
