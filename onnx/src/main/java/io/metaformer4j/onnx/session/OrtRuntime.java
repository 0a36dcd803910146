package io.metaformer4j.onnx.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalInt;

/** ONNX Runtime in this process: its native library, which is unpacked and loaded once. */
public final class OrtRuntime {

    private static final String NAME = "metaformer4j";

    /** Microseconds: longer than from one operation to the next, and little to others who wait for the processor. */
    private static final String LOOKING = "50";

    private OrtRuntime() {}

    /** What may fail inside ONNX Runtime. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws OrtException;
    }

    /**
     * The environment, silent and without telemetry, which only Windows has.
     *
     * @return the environment of the process, which is never closed
     * @throws MetaFormerException if the native library cannot be loaded
     */
    public static OrtEnvironment environment() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME);
            environment.setTelemetry(false);
            return environment;
        } catch (LinkageError e) { // also where the class could not be initialised before
            throw new MetaFormerException(
                    "ONNX Runtime cannot be loaded (" + e.getMessage()
                            + "); add the library com.microsoft.onnxruntime:onnxruntime for this platform, or use another"
                            + " engine",
                    e);
        } catch (OrtException e) {
            throw failure("starting", e);
        }
    }

    /** Runs a call, and says what failed in a sentence. */
    static <T> T translate(String doing, Call<T> call) {
        try {
            return call.run();
        } catch (OrtException e) {
            throw failure(doing, e);
        }
    }

    private static MetaFormerException failure(String doing, OrtException e) {
        return new MetaFormerException(doing + " failed in ONNX Runtime: " + reason(e), e);
    }

    /** The first line of what ONNX Runtime says, which ends its messages with a line break and may add a trace of its calls. */
    private static String reason(OrtException e) {
        return e.getMessage() == null
                ? String.valueOf(e.getCode())
                : e.getMessage().strip().lines().findFirst().orElseGet(() -> String.valueOf(e.getCode()));
    }

    /**
     * Options of a session. Threads that wait for their part of a run look for it for {@link #LOOKING} before they sleep, since waking
     * one takes about as long as a small operation; behind the last run they sleep. Products of bytes are exact also on processors whose
     * instructions for them lose sums.
     *
     * @param threads threads of one run; empty for one for each core
     */
    static SessionOptions options(OptionalInt threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.addConfigEntry("session.force_spinning_stop", "1");
        options.addConfigEntry("session.intra_op.spin_duration_us", LOOKING);
        options.addConfigEntry("session.x64quantprecision", "1");
        if (threads.isPresent()) {
            options.setIntraOpNumThreads(threads.getAsInt());
        }
        return options;
    }
}
