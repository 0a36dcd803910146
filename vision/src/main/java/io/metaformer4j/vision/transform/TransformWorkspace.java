package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.resample.ResampleWorkspace;

/**
 * Everything that one worker reuses from picture to picture: memory for decoding, resampling and normalising.
 *
 * <p>Confine each workspace to one thread.
 */
final class TransformWorkspace {

    private final DecodeWorkspace decoding = new DecodeWorkspace();
    private final ResampleWorkspace resampling = new ResampleWorkspace();
    private float[] floats = new float[0];
    private byte[] bytes = new byte[0];
    private int[] row = new int[0];

    /** Creates an empty workspace. */
    TransformWorkspace() {}

    /**
     * The memory for decoding.
     *
     * @return the decoder's part
     */
    DecodeWorkspace decoding() {
        return decoding;
    }

    /**
     * The memory for resampling.
     *
     * @return the resampler's part
     */
    ResampleWorkspace resampling() {
        return resampling;
    }

    float[] floats(int count) {
        if (floats.length < count) {
            floats = new float[count];
        }
        return floats;
    }

    byte[] bytes(int count) {
        if (bytes.length < count) {
            bytes = new byte[count];
        }
        return bytes;
    }

    int[] row(int count) {
        if (row.length < count) {
            row = new int[count];
        }
        return row;
    }
}
