package io.metaformer4j.weights.load;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.PrintableText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the numbers that belong to a quantized weight are called in a file. For the weight {@code layer.weight} of whole numbers
 * {@code q [outputs, inputs]}, or {@code q [outputs, inputs, k, k]} of a convolution, there are {@code layer.weight_scale [outputs]},
 * {@code layer.input_scale [1]} and {@code layer.input_zero_point [1]}: the weight is {@code weight_scale[n] * q[n, ...]}, and an input
 * {@code x} is stored as the byte {@code x / input_scale + input_zero_point}, rounded, from 0 to 255. What a convolution sees outside
 * of its map is 0, stored as the byte {@code input_zero_point}.
 */
public final class QuantizedNames {

    /** Entry of a file's metadata that says how its weights are quantized. */
    public static final String FORMAT_KEY = "metaformer4j.quantization";

    /** What the entry is for the format that is described here. */
    public static final String FORMAT = "int8-2";

    /** The same without convolutions, which is read, too. */
    private static final String WITHOUT_CONVOLUTIONS = "int8-1";

    private static final String WEIGHT = ".weight";
    private static final Set<String> ENDINGS = Set.of(".weight_scale", ".input_scale", ".input_zero_point");

    private QuantizedNames() {}

    /**
     * Steps of a weight.
     *
     * @param layer path of the layer
     * @return name of the tensor
     */
    public static String weightScale(String layer) {
        return layer + ".weight_scale";
    }

    /**
     * Step of the inputs.
     *
     * @param layer path of the layer
     * @return name of the tensor
     */
    public static String inputScale(String layer) {
        return layer + ".input_scale";
    }

    /**
     * The byte that means 0.
     *
     * @param layer path of the layer
     * @return name of the tensor
     */
    public static String inputZero(String layer) {
        return layer + ".input_zero_point";
    }

    /**
     * The layer whose weight a tensor is.
     *
     * @param weight name of a tensor
     * @return the path of the layer; empty if the tensor is no weight
     */
    public static Optional<String> layer(String weight) {
        return weight.endsWith(WEIGHT)
                ? Optional.of(weight.substring(0, weight.length() - WEIGHT.length()))
                : Optional.empty();
    }

    /** Takes the numbers that belong to weights of some types out of tensors. */
    static Map<String, WeightTensor> takeFrom(Map<String, WeightTensor> tensors, Set<DType> quantizedTypes) {
        Map<String, WeightTensor> taken = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> owner(name)
                .map(tensors::get)
                .filter(weight -> quantizedTypes.contains(weight.dtype()))
                .ifPresent(weight -> taken.put(name, tensor)));
        tensors.keySet().removeAll(taken.keySet());
        return taken;
    }

    private static Optional<String> owner(String name) {
        return ENDINGS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()) + WEIGHT);
    }

    /** Whether bytes are there with their scales. */
    static boolean areComplete(Set<String> names) {
        return names.stream().anyMatch(name -> name.endsWith(".weight_scale"));
    }

    /** Why the quantized weights of a file cannot be read. */
    static Optional<String> refusal(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(FORMAT_KEY))
                .filter(format -> !format.equals(FORMAT) && !format.equals(WITHOUT_CONVOLUTIONS))
                .map(format -> "are quantized in the format '" + PrintableText.of(format) + "', and this version reads "
                        + WITHOUT_CONVOLUTIONS + " and " + FORMAT
                        + " only; quantize the weights again, or use a newer version");
    }
}
