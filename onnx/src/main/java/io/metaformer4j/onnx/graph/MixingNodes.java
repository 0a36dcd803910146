package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.schema.AttributeProto;
import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Mixing.Geometric.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The nodes of the operations in which positions exchange information. */
final class MixingNodes {

    private final GraphWriter writer;
    private final GraphWeights weights;
    private final LinearNodes linear;
    private final OperationNodes operations;

    MixingNodes(GraphWriter writer, GraphWeights weights, LinearNodes linear, OperationNodes operations) {
        this.writer = writer;
        this.weights = weights;
        this.linear = linear;
        this.operations = operations;
    }

    /**
     * Means over a window. What waits for each channel goes on waiting, since the mean of a function of a channel is that function
     * of the mean; less the input, its summand is gone.
     */
    MapValue averagePool(MapValue x, Mixing.AveragePool operation) {
        boolean waits = x.linear().isEmpty();
        GraphValue map = writer.as(waits ? x.base() : linear.settled(x), GraphValue.Arrangement.PLANES);
        Optional<ChannelAffine> affine = waits ? x.affine() : Optional.empty();
        int kernel = operation.kernel();
        int padding = kernel / 2;
        String path = operation.path();
        String mean = writer.add(
                "AveragePool",
                path,
                List.of(map.name()),
                GraphAttributes.ints("kernel_shape", kernel, kernel),
                GraphAttributes.ints("pads", padding, padding, padding, padding),
                GraphAttributes.ints("strides", 1, 1),
                GraphAttributes.number("count_include_pad", 0L));
        if (operation.subtractsInput()) {
            mean = writer.add("Sub", path + ".difference", List.of(mean, map.name()));
            affine = affine.map(ChannelAffine::withoutShift);
        }
        MapValue mixed = MapValue.of(map.named(mean));
        return affine.map(mixed::then).orElse(mixed);
    }

    /**
     * Factors that wait become part of the kernels. Summands cannot, since the map ends: they are the last step of a batch
     * normalisation of fixed statistics, which ONNX Runtime computes between convolutions without turning the map.
     */
    MapValue depthwise(MapValue x, Mixing.DepthwiseConvolution operation) {
        float[] kernels = weights.floats(operation.path() + ".weight");
        Optional<ChannelAffine> affine = x.linear().isEmpty() ? x.affine() : Optional.empty();
        GraphValue map = writer.as(affine.isPresent() ? x.base() : linear.settled(x), GraphValue.Arrangement.PLANES);
        if (affine.isPresent() && affine.get().hasShift()) {
            map = linear.normalized(map, affine.get());
        } else {
            affine.ifPresent(factors -> scale(kernels, factors));
        }
        return MapValue.of(map.named(depthwise(map, operation.path(), kernels, operation.kernel())));
    }

    private static void scale(float[] kernels, ChannelAffine factors) {
        int each = kernels.length / factors.channels();
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = (float) (kernels[i] * factors.scale(i / each));
        }
    }

    private String depthwise(GraphValue map, String path, float[] kernels, int side) {
        int channels = kernels.length / (side * side);
        int padding = side / 2;
        return writer.add(
                "Conv",
                path,
                List.of(map.name(), writer.floats(path + ".weight", kernels, channels, 1, side, side)),
                GraphAttributes.ints("kernel_shape", side, side),
                GraphAttributes.ints("pads", padding, padding, padding, padding),
                GraphAttributes.number("group", (long) channels));
    }

    /** {@code out[m] = sum_n M[m, n] x[n]} over the row-major positions, which lie last: {@code x M'}. */
    MapValue tokens(MapValue x, String path, String matrix, int tokens) {
        GraphValue map = linear.settled(x, GraphValue.Arrangement.PLANES);
        float[] stored = weights.floats(matrix);
        float[] turned = new float[stored.length];
        for (int m = 0; m < tokens; m++) {
            for (int n = 0; n < tokens; n++) {
                turned[n * tokens + m] = stored[m * tokens + n];
            }
        }
        String rows = writer.add(
                "Reshape", path + ".tokens", List.of(map.name(), writer.ints(0, map.channels(), -1))); // [N, C, H*W]
        String mixed = writer.add("MatMul", path, List.of(rows, writer.floats(matrix, turned, tokens, tokens)));
        return MapValue.of(writer.map(path + ".map", mixed, map));
    }

    /**
     * Multi-head self-attention; {@code 1 / sqrt(headDim)} is part of the weights of the queries. Queries, keys and values are three
     * products: parts of a single one would be copied before they are turned.
     */
    MapValue attention(MapValue x, Mixing.Attention operation) {
        String path = operation.path();
        int heads = operation.heads();
        int each = operation.headDim();
        int width = heads * each;
        GraphValue pixels =
                writer.as(x.linear().isPresent() ? linear.settled(x) : x.base(), GraphValue.Arrangement.PIXELS);
        MapValue rows = MapValue.of(pixels);
        if (x.linear().isEmpty() && x.affine().isPresent()) {
            rows = rows.then(x.affine().get());
        }
        LinearFunction qkv = operations.function(operation.qkv());
        double[] factors = new double[width];
        Arrays.fill(factors, 1 / Math.sqrt(each));
        LinearFunction queries = qkv.part(path + ".q", 0, width).then(ChannelAffine.scaling(factors));
        String q = heads(rows, queries, heads, GraphAttributes.ints("perm", 0, 2, 1, 3));
        String k =
                heads(rows, qkv.part(path + ".k", width, 2 * width), heads, GraphAttributes.ints("perm", 0, 2, 3, 1));
        String v = heads(
                rows, qkv.part(path + ".v", 2 * width, 3 * width), heads, GraphAttributes.ints("perm", 0, 2, 1, 3));
        String scores = writer.add("MatMul", path + ".scores", List.of(q, k)); // [N, heads, L, L]
        String shares = writer.add("Softmax", path + ".softmax", List.of(scores), GraphAttributes.number("axis", -1L));
        String mixed = writer.add("MatMul", path + ".mixed", List.of(shares, v)); // [N, heads, L, headDim]
        String joined =
                writer.add("Transpose", path + ".joined", List.of(mixed), GraphAttributes.ints("perm", 0, 2, 1, 3));
        GraphValue map = pixels.named(
                writer.add("Reshape", path + ".map", List.of(joined, mapShape(pixels, width, path))), width);
        return linear.linear(MapValue.of(map), operations.function(operation.projection()));
    }

    /** {@code [N, H, W, C]} to {@code [N, heads, L, headDim]} or turned for the product. */
    private String heads(MapValue rows, LinearFunction function, int heads, AttributeProto perm) {
        String name = function.path();
        String map = linear.settled(linear.linear(rows, function)).name();
        String split = writer.add(
                "Reshape",
                name + ".heads",
                List.of(map, writer.ints(0, -1, heads, function.outputs() / heads))); // [N, L, heads, headDim]
        return writer.add("Transpose", name + ".turned", List.of(split), perm);
    }

    private String mapShape(GraphValue pixels, int width, String path) {
        if (!writer.settings().anySize()) {
            return writer.shape(pixels.named(pixels.name(), width));
        }
        String places = writer.add(
                "Shape",
                path + ".places",
                List.of(pixels.name()),
                GraphAttributes.number("start", 0L),
                GraphAttributes.number("end", 3L));
        return writer.add(
                "Concat", path + ".shape", List.of(places, writer.ints(width)), GraphAttributes.number("axis", 0L));
    }

    /** One convolution for the kernels of all groups of channels, as cosines and sines; less the input within its kernel. */
    MapValue geometric(MapValue x, Mixing.Geometric operation) {
        GraphValue map = linear.settled(x, GraphValue.Arrangement.PLANES);
        String path = operation.path();
        int side = operation.kernel();
        float[] zeroth = kernels(operation.zeroth());
        if (operation.residual()) {
            for (int i = side * side / 2; i < zeroth.length; i += side * side) {
                zeroth[i] -= 1;
            }
        }
        String anchor = depthwise(map, operation.zeroth().path(), zeroth, side);
        GraphValue magnitudes = map.named(magnitudes(map, operation));
        double[] factors = weights.doubles(operation.detailScale());
        MapValue details = operations
                .sequence(MapValue.of(magnitudes), operation.details())
                .then(ChannelAffine.scaling(factors));
        String sum = writer.add(
                "Add",
                path,
                List.of(
                        anchor,
                        linear.settled(details, GraphValue.Arrangement.PLANES).name()));
        return MapValue.of(map.named(sum));
    }

    /**
     * {@code |filter(x)|} of filters that have no angle, {@code sqrt(cosine^2 + sine^2 + epsilon)} of pairs. Where there are pairs, the
     * others are pairs with nothing, without epsilon: splitting the channels would take longer than a convolution with zeros.
     */
    private String magnitudes(GraphValue map, Mixing.Geometric operation) {
        String path = operation.path();
        int side = operation.kernel();
        List<Filter> first =
                operation.filters().stream().filter(filter -> !filter.sine()).toList();
        String all = depthwise(map, path + ".filters", joined(first), side); // |.| or cosine, [N, C, H, W]
        if (first.size() == operation.filters().size()) {
            return writer.add("Abs", path + ".magnitudes", List.of(all));
        }
        int channels = operation.channels();
        float[] sines = new float[channels * side * side];
        float[] epsilons = new float[channels];
        int begin = 0;
        int end = 0;
        for (Filter filter : operation.filters()) {
            if (filter.sine()) { // of the channels of the cosine before it
                System.arraycopy(kernels(filter), 0, sines, begin * side * side, (end - begin) * side * side);
                Arrays.fill(epsilons, begin, end, (float) Mixing.Geometric.MAGNITUDE_EPSILON);
            } else {
                begin = end;
                end += filter.channels();
            }
        }
        String sine = depthwise(map, path + ".sines", sines, side);
        String squares = writer.add(
                "Add",
                path + ".squares",
                List.of(
                        writer.add("Mul", path + ".cosines", List.of(all, all)),
                        writer.add("Mul", path + ".sines.squared", List.of(sine, sine))));
        String shifted = writer.add(
                "Add",
                path + ".shifted",
                List.of(squares, writer.floats(path + ".epsilons", epsilons, channels, 1, 1)));
        return writer.add("Sqrt", path + ".magnitudes", List.of(shifted));
    }

    private float[] kernels(Filter filter) {
        return weights.floats(filter.path() + ".weight");
    }

    private float[] joined(List<Filter> filters) {
        List<float[]> all = filters.stream().map(this::kernels).toList();
        float[] joined =
                new float[all.stream().mapToInt(kernels -> kernels.length).sum()];
        int at = 0;
        for (float[] kernels : all) {
            System.arraycopy(kernels, 0, joined, at, kernels.length);
            at += kernels.length;
        }
        return joined;
    }

    /** The results of several mixers on the same map, one behind the other along the channels. */
    MapValue concatenation(MapValue x, Mixing.Concatenation operation) {
        GraphValue map = linear.settled(x, GraphValue.Arrangement.PLANES);
        List<String> parts = new ArrayList<>();
        for (Mixing.Geometric part : operation.parts()) {
            parts.add(linear.settled(geometric(MapValue.of(map), part)).name());
        }
        String joined = writer.add("Concat", operation.path(), parts, GraphAttributes.number("axis", 1L));
        return MapValue.of(map.named(joined, operation.channels()));
    }
}
