package io.metaformer4j.benchmarks.engines;

import java.util.List;
import java.util.Map;

/**
 * A way in which Python computes a network.
 *
 * @param kind what {@code engines_peer.py} calls it
 * @param layout how the pictures lie in memory there
 * @param name what the report calls it, behind the name of the owner
 */
record Rival(String kind, String layout, String name) {

    /** The export of the peer on ONNX Runtime, which several callers can call at once without Python's lock. */
    static final Rival EXPORTED = new Rival("onnx", "contiguous", "'s export on ONNX Runtime");

    /** All ways to compute in float32. */
    static final List<Rival> FLOAT32 = List.of(
            new Rival("eager", "contiguous", " eager, contiguous"),
            new Rival("eager", "channels_last", " eager, channels_last"),
            new Rival("inductor", "contiguous", " by inductor, frozen, contiguous"),
            new Rival("inductor", "channels_last", " by inductor, frozen, channels_last"),
            EXPORTED);

    /** The export, made of bytes by ONNX Runtime's own quantizer. */
    static final Rival BYTES = new Rival("onnx_int8", "contiguous", "'s export as int8 by ONNX Runtime");

    /** Whether it rounds to bytes, so that it is as far from float32 as its own quantizer leaves it. */
    boolean isRounded() {
        return equals(BYTES);
    }

    /** A request for it. */
    Map<String, Object> request(int batch) {
        return Map.of("kind", kind, "layout", layout, "batch_size", batch);
    }
}
