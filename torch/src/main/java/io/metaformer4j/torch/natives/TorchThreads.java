package io.metaformer4j.torch.natives;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalInt;
import org.bytedeco.pytorch.global.torch;

/**
 * How many threads libtorch uses for one operation. Set it once, before the first network is run: a Java thread that has run
 * one already keeps the number that held then.
 */
public final class TorchThreads {

    private TorchThreads() {}

    /**
     * Sets the number of threads of convolutions and elementwise operations, and of matrix products where they matter, for this Java thread and all
     * that have not yet run a network. Each Java thread has a pool of its own, so several that compute at once need few each.
     *
     * @param threads at least 1
     * @throws MetaFormerException if there are fewer
     */
    public static void set(int threads) {
        if (threads < 1) {
            throw new MetaFormerException("the engine cannot work with " + threads + " threads; use at least 1");
        }
        TorchException.translate("setting the number of threads", () -> {
            torch.set_num_threads(threads);
            Blas.useThreads(threads);
            return null;
        });
    }

    /**
     * Uses a number of threads for a while.
     *
     * @param threads the number; empty to leave it as it is
     * @return what gives the number back that held before, when it is closed by the same Java thread
     */
    public static Scope scope(OptionalInt threads) {
        int before = get();
        if (threads.isEmpty() || threads.getAsInt() == before) {
            return () -> {};
        }
        set(threads.getAsInt());
        return () -> set(before);
    }

    /** A number of threads that holds until this is closed. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The number of threads in use.
     *
     * @return at least 1
     */
    public static int get() {
        NativeLibraries.load();
        return torch.get_num_threads();
    }
}
