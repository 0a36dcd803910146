package io.metaformer4j.vision.resample;

/**
 * Arrays that {@link Resampler} reuses from picture to picture, so that resizing leaves no garbage.
 *
 * <p>Confine each workspace to one thread. It grows to the largest picture seen. A result that was made in a workspace is
 * overwritten by the next call with the same workspace.
 */
public final class ResampleWorkspace {

    private byte[] result = new byte[0];
    private byte[] rows = new byte[0];
    private final AxisWeights horizontal = new AxisWeights();
    private final AxisWeights vertical = new AxisWeights();

    /** Creates an empty workspace. */
    public ResampleWorkspace() {}

    AxisWeights horizontal() {
        return horizontal;
    }

    AxisWeights vertical() {
        return vertical;
    }

    byte[] result(int bytes) {
        if (result.length < bytes) {
            result = new byte[bytes];
        }
        return result;
    }

    byte[] rows(int bytes) {
        if (rows.length < bytes) {
            rows = new byte[bytes];
        }
        return rows;
    }
}
