package io.metaformer4j.vision.resample;

/**
 * Arrays that {@link Resampler} reuses from picture to picture, so that resizing leaves no garbage.
 *
 * <p>Confine each workspace to one thread. It grows to the largest picture seen. A result that was made in a workspace is
 * overwritten by the next call with the same workspace.
 */
public final class ResampleWorkspace {

    private final SeparableResize passes = new SeparableResize();
    private byte[] result = new byte[0];

    /** Creates an empty workspace. */
    public ResampleWorkspace() {}

    SeparableResize passes() {
        return passes;
    }

    byte[] result(int bytes) {
        if (result.length < bytes) {
            result = new byte[bytes];
        }
        return result;
    }
}
