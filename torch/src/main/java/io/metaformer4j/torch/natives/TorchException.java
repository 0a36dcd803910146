package io.metaformer4j.torch.natives;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.function.Supplier;

/** A failure inside libtorch: out of memory, shapes that do not fit, a missing device. */
public final class TorchException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with libtorch's own sentence.
     *
     * @param message what went wrong
     * @param cause the failure with its native stack
     */
    public TorchException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Runs native code and turns its exceptions into this one. libtorch's messages are good but are followed by kilobytes of
     * native stack; only the first line becomes the message, the rest stays with the cause.
     *
     * @param <T> type of the result
     * @param what what is being done, for the message: "forward pass of a batch of 3"
     * @param body the native calls
     * @return what the body returned
     * @throws TorchException if a native call failed, or there are no native libraries for this machine
     */
    public static <T> T translate(String what, Supplier<T> body) {
        NativeLibraries.load();
        try {
            return body.get();
        } catch (MetaFormerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TorchException(what + " failed: " + firstLine(e), e);
        } catch (LinkageError e) {
            throw ofLoading(e);
        }
    }

    /** Libraries that the system does not take. Of a chain of failures, the first one says why. */
    static TorchException ofLoading(LinkageError e) {
        Throwable first = e;
        while (first.getCause() instanceof LinkageError earlier) {
            first = earlier;
        }
        String reason = firstLine(first);
        String remedy = reason.contains("failed to map segment")
                ? "programs may not be run from there (is it mounted with noexec?): " + NativeCache.REMEDY
                : "docs/platforms.md lists the platforms that have them and what each needs";
        return new TorchException(
                "the native libraries of the engine cannot be loaded on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + " (" + reason + "); " + remedy,
                e);
    }

    /**
     * What went wrong, without what libtorch puts behind it: kilobytes of native stack.
     *
     * @param error any failure
     * @return the first line of its message
     */
    public static String firstLine(Throwable error) {
        String text = String.valueOf(error.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
