package io.metaformer4j.training.checkpoint;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a run was begun. Its checkpoints keep it, however often the run is resumed, and its model tells it under {@code training}.
 *
 * @param weights where the weights are from that it started with, as somebody named them; empty if they were drawn, or nobody
 *     said it
 * @param weightsSha256 digest of these weights as the network had them before the first update: of each tensor in the order of the
 *     names its name, shape and bytes; empty if they were drawn
 * @param command by which it was begun; empty if nobody said it
 */
public record RunOrigin(Optional<String> weights, Optional<String> weightsSha256, Optional<String> command) {

    /** Nobody said anything. */
    public static final RunOrigin UNKNOWN = new RunOrigin(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String WEIGHTS = "weights";
    private static final String SHA256 = "weights_sha256";
    private static final String COMMAND = "command";

    /**
     * The origin of a run that begins.
     *
     * @param tensors the weights that it starts with; empty if they are drawn
     * @return the same with their digest
     */
    public RunOrigin startingWith(Optional<Map<String, WeightTensor>> tensors) {
        return new RunOrigin(weights, tensors.map(RunOrigin::digest), command);
    }

    private static String digest(Map<String, WeightTensor> tensors) {
        Sha256 digest = new Sha256();
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            digest.add((name + Arrays.toString(tensor.shape())).getBytes(StandardCharsets.UTF_8));
            ByteBuffer content = tensor.bytes().duplicate();
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            digest.add(bytes);
        });
        return digest.hex();
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        weights.ifPresent(text -> data.put(WEIGHTS, text));
        weightsSha256.ifPresent(text -> data.put(SHA256, text));
        command.ifPresent(text -> data.put(COMMAND, text));
        return data;
    }

    /** Reads what a checkpoint says; those of older versions say nothing. */
    static RunOrigin fromData(Object data) {
        return data instanceof Map<?, ?> said
                ? new RunOrigin(text(said, WEIGHTS), text(said, SHA256), text(said, COMMAND))
                : UNKNOWN;
    }

    private static Optional<String> text(Map<?, ?> data, String name) {
        return data.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
