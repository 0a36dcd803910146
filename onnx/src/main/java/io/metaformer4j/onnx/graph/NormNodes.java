package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import io.metaformer4j.zoo.plan.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The nodes of norms. */
final class NormNodes {

    private final GraphWriter writer;
    private final GraphWeights weights;
    private final LinearNodes linear;

    NormNodes(GraphWriter writer, GraphWeights weights, LinearNodes linear) {
        this.writer = writer;
        this.weights = weights;
        this.linear = linear;
    }

    /** Of the channels of each position. */
    MapValue layerNorm(MapValue x, Norm.LayerNorm operation) {
        GraphValue settled = linear.settled(x);
        GraphValue rows = settled.form() == GraphValue.Arrangement.VECTORS
                ? settled
                : writer.as(settled, GraphValue.Arrangement.PIXELS);
        String path = operation.path();
        List<String> inputs = new ArrayList<>(List.of(
                rows.name(), writer.floats(path + ".weight", weights.floats(path + ".weight"), operation.channels())));
        if (operation.bias()) {
            inputs.add(writer.floats(path + ".bias", weights.floats(path + ".bias"), operation.channels()));
        }
        return MapValue.of(rows.named(writer.add(
                "LayerNormalization",
                path,
                inputs,
                GraphAttributes.number("axis", -1L),
                GraphAttributes.number("epsilon", operation.epsilon()))));
    }

    /** Each group is one channel of an instance normalisation; factors and summands of the channels wait. */
    MapValue groupNorm(MapValue x, Norm.GroupNorm operation) {
        GraphValue settled = linear.settled(x);
        GraphValue map = operation.groups() == 1 ? settled : writer.as(settled, GraphValue.Arrangement.PLANES);
        String path = operation.path();
        int groups = operation.groups();
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        String rows = writer.add("Reshape", path + ".groups", List.of(map.name(), writer.ints(0, groups, -1)));
        String normalized = writer.add(
                "InstanceNormalization",
                path,
                List.of(
                        rows,
                        writer.floats(path + ".ones", ones, groups),
                        writer.floats(path + ".zeros", new float[groups], groups)),
                GraphAttributes.number("epsilon", operation.epsilon()));
        double[] factors = weights.doubles(path + ".weight");
        ChannelAffine affine = operation.bias()
                ? ChannelAffine.of(factors, weights.doubles(path + ".bias"))
                : ChannelAffine.scaling(factors);
        return MapValue.of(writer.map(path + ".map", normalized, map)).then(affine);
    }

    /** With running statistics, a function of each channel. */
    MapValue batchNorm(MapValue x, Norm.BatchNorm operation) {
        String path = operation.path();
        double[] mean = weights.doubles(path + ".running_mean");
        double[] variance = weights.doubles(path + ".running_var");
        double[] factors = weights.doubles(path + ".weight");
        double[] summands = weights.doubles(path + ".bias");
        for (int c = 0; c < factors.length; c++) {
            factors[c] /= Math.sqrt(variance[c] + operation.epsilon());
            summands[c] -= mean[c] * factors[c];
        }
        return x.then(ChannelAffine.of(factors, summands));
    }
}
