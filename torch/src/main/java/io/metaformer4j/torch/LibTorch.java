package io.metaformer4j.torch;

import org.bytedeco.pytorch.global.torch;

/** What is set once in a process, before libtorch computes anything. */
final class LibTorch {

    private static final boolean STARTED = start();

    private LibTorch() {}

    /** Makes sure that the settings hold. Costs nothing after the first time. */
    static void requireStarted() {
        if (!STARTED) {
            throw new IllegalStateException("libtorch was not started");
        }
    }

    /**
     * NNPACK, one of libtorch's ways to convolve, is never faster here than oneDNN. Where a processor hides its caches NNPACK
     * fails to start, and would say so on the standard error again and again: several lines for each training step.
     */
    private static boolean start() {
        torch.globalContext().setUserEnabledNNPACK(false);
        return true;
    }
}
