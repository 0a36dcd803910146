package io.metaformer4j.runtime.dnnl;

import io.metaformer4j.weights.disk.FolderLock;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** The native library. */
public final class DnnlLibrary {

    private static final String BINDING = "jnidnnl";
    private static final String REMEDY =
            "set -Dorg.bytedeco.javacpp.cachedir=FOLDER to one from which programs may be run";

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
        LoadedBinding.FAILURE.ifPresent(failure -> {
            throw new DnnlException(failure.getMessage(), failure);
        });
    }

    /** Loads when it is first looked at. */
    private static final class LoadedBinding {

        static final Optional<MetaFormerException> FAILURE = tryLoad();

        private LoadedBinding() {}

        /**
         * Alone in the folder that processes share: JavaCPP unpacks OpenMP's library there if oneDNN comes first, and makes a link of
         * it to that of libtorch if that comes first. In two processes at a time the one wrote through the link of the other into a
         * library that is in use.
         */
        private static Optional<MetaFormerException> tryLoad() {
            try (FolderLock ignored = FolderLock.exclusive(Loader.getCacheDir().toPath(), REMEDY)) {
                return loaded();
            } catch (IOException e) { // where no folder can be made the loader says so, too
                return loaded();
            } catch (MetaFormerException e) { // another process keeps the folder locked
                return Optional.of(e);
            }
        }

        private static Optional<MetaFormerException> loaded() {
            try {
                Loader.load(dnnl.class);
                return Optional.empty();
            } catch (LinkageError e) {
                return Optional.of(new DnnlException(
                        "oneDNN cannot be loaded for " + Loader.getPlatform() + " (" + e.getMessage()
                                + "); add the library org.bytedeco:dnnl-platform with the natives of this platform, or"
                                + " use another engine",
                        e));
            }
        }
    }
}
