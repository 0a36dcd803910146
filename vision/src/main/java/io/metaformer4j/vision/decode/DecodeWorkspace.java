package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.decode.pixels.DecodeMemory;

/**
 * Memory that {@link ImageDecoder} reuses from image to image, so that decoding leaves little garbage.
 *
 * <p>Confine each workspace to one thread. It grows to the largest image seen. A picture that was decoded in a workspace
 * is overwritten by the next image decoded in it.
 */
public final class DecodeWorkspace {

    private final DecodeMemory memory = new DecodeMemory();

    /** Creates an empty workspace. */
    public DecodeWorkspace() {}

    DecodeMemory memory() {
        return memory;
    }
}
