package io.metaformer4j.torch.natives;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks and loads the native libraries, once in a process and before anything else touches libtorch.
 *
 * <p>JavaCPP unpacks a library only when it is that library's turn, and under its final name. But the system's linker looks
 * for the libraries that a library needs by itself: {@code libtorch} is loaded before {@code libtorch_cpu} has had its turn, so
 * the linker maps whatever lies there, be it the half that another process has written so far or the half that a killed process
 * has left behind, and the process dies of SIGBUS. Here all of them are unpacked before the first one is loaded.
 */
public final class NativeLibraries {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
    private static final List<String> ARCHIVES = List.of("javacpp", "openblas", "pytorch");

    /** What the names of a platform's archives may end in. */
    private static final List<String> EXTENSIONS = List.of("", "-gpu");

    private NativeLibraries() {}

    /** The libraries of this process; a class initializer runs exactly once, whichever thread comes first. */
    private static final class Loaded {

        static final Outcome OUTCOME = Outcome.ofLoading();

        private Loaded() {}
    }

    /** Libraries, or why there are none: a process cannot try again, since failed class initializers never run again. */
    private record Outcome(Optional<Natives> natives, Optional<TorchException> failure) {

        static Outcome ofLoading() {
            try {
                return new Outcome(Optional.of(unpackAndLoad()), Optional.empty());
            } catch (TorchException e) {
                return new Outcome(Optional.empty(), Optional.of(e));
            } catch (LinkageError e) {
                return new Outcome(Optional.empty(), Optional.of(TorchException.ofLoading(e)));
            }
        }
    }

    /**
     * Makes sure that the libraries are loaded. Whoever calls libtorch directly, before any class of this package, should call
     * this first. Takes no time but for the first call.
     *
     * @return which libraries these are
     * @throws TorchException if they cannot be unpacked or loaded; the message says what to do. Further calls say the same.
     */
    public static Natives load() {
        Outcome outcome = Loaded.OUTCOME;
        return outcome.natives.orElseThrow(
                () -> new TorchException(outcome.failure.orElseThrow().getMessage(), outcome.failure.orElseThrow()));
    }

    private static Natives unpackAndLoad() {
        Path folder = folder();
        List<Natives.Archive> archives = new ArrayList<>();
        List<NativeCache.Library> libraries = new ArrayList<>();
        try {
            for (NativeArchive archive : onClassPath()) {
                archives.add(archive.describe(folder));
                libraries.addAll(archive.libraries(folder));
            }
        } catch (IOException e) {
            throw new TorchException(
                    "the archives of the native libraries on the class path cannot be read: " + e.getMessage(), e);
        }
        List<String> unpacked = new NativeCache(folder, libraries).use(() -> Loader.load(torch.class));
        disableNnpack();
        useAllCores();
        Blas.useThreads(torch.get_num_threads());
        return new Natives(Loader.getPlatform(), folder, archives, unpacked);
    }

    /**
     * NNPACK, one of libtorch's ways to convolve, is never faster here than oneDNN. Where a processor hides its caches NNPACK
     * fails to start, and would say so on the standard error again and again: several lines for each training step.
     */
    private static void disableNnpack() {
        torch.globalContext().setUserEnabledNNPACK(false);
    }

    /** Where a hypervisor hides how caches and cores belong together, libtorch counts one core. */
    private static void useAllCores() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (System.getenv("OMP_NUM_THREADS") == null && torch.get_num_threads() == 1 && cores > 1) {
            torch.set_num_threads(cores);
            LOG.info("libtorch counts one core where Java counts {}, which it is told to use", cores);
        }
    }

    private static Path folder() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            throw new TorchException(
                    "the native libraries of the engine must be unpacked into a folder, but neither the home folder '"
                            + System.getProperty("user.home") + "' nor the one for temporary files '"
                            + System.getProperty("java.io.tmpdir") + "' can be written; " + NativeCache.REMEDY,
                    e);
        }
    }

    private static List<NativeArchive> onClassPath() throws IOException {
        ClassLoader loader = torch.class.getClassLoader();
        List<NativeArchive> found = new ArrayList<>();
        for (String name : ARCHIVES) {
            for (String extension : EXTENSIONS) {
                String directory = "org/bytedeco/" + name + "/" + Loader.getPlatform() + extension + "/";
                for (URL url : Collections.list(loader.getResources(directory))) {
                    if (url.openConnection() instanceof JarURLConnection connection) {
                        found.add(new NativeArchive(name, connection.getJarFile(), directory));
                    } else {
                        LOG.info("native libraries in '{}' lie in no archive; JavaCPP alone finds and loads them", url);
                    }
                }
            }
        }
        if (found.isEmpty()) {
            LOG.info("the class path has no archive of native libraries for {}", Loader.getPlatform());
        }
        return found;
    }
}
