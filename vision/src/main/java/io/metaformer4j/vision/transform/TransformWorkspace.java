package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.resample.ResampleWorkspace;

/**
 * Everything that one worker reuses from picture to picture: memory for decoding, resampling and normalising.
 *
 * <p>Confine each workspace to one thread.
 */
public final class TransformWorkspace {

    private final DecodeWorkspace decoding = new DecodeWorkspace();
    private final ResampleWorkspace resampling = new ResampleWorkspace();
    private float[] values = new float[0];

    /** Creates an empty workspace. */
    public TransformWorkspace() {}

    /**
     * The memory for decoding.
     *
     * @return the decoder's part
     */
    public DecodeWorkspace decoding() {
        return decoding;
    }

    /**
     * The memory for resampling.
     *
     * @return the resampler's part
     */
    public ResampleWorkspace resampling() {
        return resampling;
    }

    float[] values(int count) {
        if (values.length < count) {
            values = new float[count];
        }
        return values;
    }
}
