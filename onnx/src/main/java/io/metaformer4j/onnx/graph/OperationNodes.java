package io.metaformer4j.onnx.graph;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The nodes of each operation but the {@linkplain MixingNodes mixing} ones. */
final class OperationNodes implements OperationVisitor<GraphStep> {

    private final GraphWriter writer;
    private final GraphWeights weights;
    private final LinearNodes linear;
    private final MixingNodes mixing;

    OperationNodes(GraphWriter writer, GraphWeights weights) {
        this.writer = writer;
        this.weights = weights;
        this.linear = new LinearNodes(writer);
        this.mixing = new MixingNodes(writer, weights, linear, this);
    }

    /** Writes what waits. */
    LinearNodes linear() {
        return linear;
    }

    /** One operation after another. */
    MapValue sequence(MapValue x, List<? extends Operation> operations) {
        MapValue current = x;
        for (Operation operation : operations) {
            current = operation.accept(this).apply(current);
        }
        return current;
    }

    @Override
    public GraphStep convolution(Operation.Convolution operation) {
        return x -> {
            GraphValue map = linear.settled(x, ValueForm.PLANES);
            int kernel = operation.window().kernel();
            int padding = operation.window().padding();
            int stride = operation.window().stride();
            String path = operation.path();
            String weight = writer.floats(
                    path + ".weight",
                    weights.floats(path + ".weight"),
                    operation.channels(),
                    operation.inputs(),
                    kernel,
                    kernel);
            String bias = writer.floats(path + ".bias", weights.floats(path + ".bias"), operation.channels());
            String name = writer.add(
                    "Conv",
                    path,
                    List.of(map.name(), weight, bias),
                    GraphAttributes.ints("kernel_shape", kernel, kernel),
                    GraphAttributes.ints("pads", padding, padding, padding, padding),
                    GraphAttributes.ints("strides", stride, stride));
            return MapValue.of(new GraphValue(
                    name,
                    ValueForm.PLANES,
                    operation.channels(),
                    operation.window().outputSide(map.height()),
                    operation.window().outputSide(map.width())));
        };
    }

    @Override
    public GraphStep pointwise(Operation.Pointwise operation) {
        return x -> {
            MapValue product = linear.linear(x, function(operation));
            return operation.activation().isPresent()
                    ? activate(operation.activation().get()).apply(product)
                    : product;
        };
    }

    /** The linear function of an operation with its weights. */
    LinearFunction function(Operation.Pointwise operation) {
        String path = operation.path();
        return LinearFunction.of(
                path,
                operation.inputs(),
                operation.channels(),
                weights.floats(path + ".weight"),
                operation.bias() ? Optional.of(weights.floats(path + ".bias")) : Optional.empty());
    }

    @Override
    public GraphStep linear(Operation.Linear operation) {
        String path = operation.path();
        return x -> linear.linear(
                x,
                LinearFunction.of(
                        path,
                        operation.inputs(),
                        operation.channels(),
                        weights.floats(path + ".weight"),
                        Optional.of(weights.floats(path + ".bias"))));
    }

    /** The mean over the positions of a function of each channel is that function of the mean, which goes on waiting. */
    @Override
    public GraphStep globalPool(Operation.GlobalPool operation) {
        return x -> {
            GraphValue map = linear.settled(MapValue.of(x.base()));
            Optional<ChannelAffine> waiting = x.affine();
            if (x.linear().isPresent()) {
                map = linear.settled(x);
                waiting = Optional.empty();
            }
            String name;
            if (map.form() == ValueForm.PLANES) {
                String mean = writer.add("GlobalAveragePool", operation.path(), List.of(map.name()));
                name = writer.add(
                        "Flatten", operation.path() + ".flat", List.of(mean), GraphAttributes.number("axis", 1L));
            } else {
                name = pixelMean(map, operation.path());
            }
            MapValue mean = MapValue.of(new GraphValue(name, ValueForm.VECTORS, map.channels(), 1, 1));
            return waiting.map(mean::then).orElse(mean);
        };
    }

    /** From opset 18 on, the axes are an input. */
    private String pixelMean(GraphValue map, String path) {
        return writer.settings().opset() >= 18
                ? writer.add(
                        "ReduceMean",
                        path,
                        List.of(map.name(), writer.ints(1, 2)),
                        GraphAttributes.number("keepdims", 0L))
                : writer.add(
                        "ReduceMean",
                        path,
                        List.of(map.name()),
                        GraphAttributes.ints("axes", 1, 2),
                        GraphAttributes.number("keepdims", 0L));
    }

    @Override
    public GraphStep activate(Operation.Activate operation) {
        return x -> {
            GraphValue map = linear.settled(x);
            return switch (operation.function()) {
                case GELU -> MapValue.of(map.named(gelu(map.name(), operation.path())));
                case RELU -> MapValue.of(map.named(writer.add("Relu", operation.path(), List.of(map.name()))));
                case SQUARED_RELU -> MapValue.of(squaredRelu(map, operation.path()));
                case STAR_RELU ->
                    MapValue.of(squaredRelu(map, operation.path())).then(star(operation));
            };
        };
    }

    private GraphValue squaredRelu(GraphValue map, String path) {
        String positive = writer.add("Relu", path, List.of(map.name()));
        return map.named(writer.add("Mul", path + ".squared", List.of(positive, positive)));
    }

    private ChannelAffine star(Operation.Activate operation) {
        if (operation.function() != Activation.STAR_RELU) {
            throw new IllegalArgumentException("only StarReLU has weights, not " + operation);
        }
        return ChannelAffine.uniform(
                operation.channels(),
                weights.doubles(operation.path() + ".scale")[0],
                weights.doubles(operation.path() + ".bias")[0]);
    }

    /** Before opset 20 as the formula that ONNX Runtime knows again: {@code 0.5 * (x * (1 + erf(x / sqrt(2))))}. */
    private String gelu(String x, String path) {
        if (writer.settings().opset() >= GraphSettings.GELU_OPSET) {
            return writer.add("Gelu", path, List.of(x));
        }
        String divided = writer.add("Div", path + ".divided", List.of(x, writer.number(Math.sqrt(2))));
        String erf = writer.add("Erf", path + ".erf", List.of(divided));
        String sum = writer.add("Add", path + ".sum", List.of(erf, writer.number(1)));
        String product = writer.add("Mul", path + ".product", List.of(x, sum));
        return writer.add("Mul", path, List.of(product, writer.number(0.5)));
    }

    @Override
    public GraphStep scale(Operation.Scale operation) {
        return x -> x.then(ChannelAffine.scaling(weights.doubles(operation.factors())));
    }

    @Override
    public GraphStep addPosition(Operation.AddPosition operation) {
        return x -> {
            GraphValue map = linear.settled(x, ValueForm.PLANES);
            String path = operation.path();
            String position = writer.floats(
                    path, weights.floats(path), 1, operation.channels(), operation.height(), operation.width());
            return MapValue.of(map.named(writer.add("Add", path + ".sum", List.of(map.name(), position))));
        };
    }

    @Override
    public GraphStep layerNorm(Norm.LayerNorm operation) {
        return x -> {
            GraphValue settled = linear.settled(x);
            GraphValue rows = settled.form() == ValueForm.VECTORS ? settled : writer.as(settled, ValueForm.PIXELS);
            String path = operation.path();
            List<String> inputs = new ArrayList<>(List.of(
                    rows.name(),
                    writer.floats(path + ".weight", weights.floats(path + ".weight"), operation.channels())));
            if (operation.bias()) {
                inputs.add(writer.floats(path + ".bias", weights.floats(path + ".bias"), operation.channels()));
            }
            return MapValue.of(rows.named(writer.add(
                    "LayerNormalization",
                    path,
                    inputs,
                    GraphAttributes.number("axis", -1L),
                    GraphAttributes.number("epsilon", operation.epsilon()))));
        };
    }

    /** Each group is one channel of an instance normalisation; factors and summands of the channels wait. */
    @Override
    public GraphStep groupNorm(Norm.GroupNorm operation) {
        return x -> {
            GraphValue settled = linear.settled(x);
            GraphValue map = operation.groups() == 1 ? settled : writer.as(settled, ValueForm.PLANES);
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
            String back = writer.add("Reshape", path + ".map", List.of(normalized, writer.shape(map)));
            double[] factors = weights.doubles(path + ".weight");
            ChannelAffine affine = operation.bias()
                    ? ChannelAffine.of(factors, weights.doubles(path + ".bias"))
                    : ChannelAffine.scaling(factors);
            return MapValue.of(map.named(back)).then(affine);
        };
    }

    /** With running statistics, a function of each channel. */
    @Override
    public GraphStep batchNorm(Norm.BatchNorm operation) {
        String path = operation.path();
        double[] mean = weights.doubles(path + ".running_mean");
        double[] variance = weights.doubles(path + ".running_var");
        double[] factors = weights.doubles(path + ".weight");
        double[] summands = weights.doubles(path + ".bias");
        for (int c = 0; c < factors.length; c++) {
            factors[c] /= Math.sqrt(variance[c] + operation.epsilon());
            summands[c] -= mean[c] * factors[c];
        }
        return x -> x.then(ChannelAffine.of(factors, summands));
    }

    @Override
    public GraphStep identity(Mixing.Identity operation) {
        return x -> x;
    }

    @Override
    public GraphStep averagePool(Mixing.AveragePool operation) {
        return x -> mixing.averagePool(x, operation);
    }

    @Override
    public GraphStep depthwiseConvolution(Mixing.DepthwiseConvolution operation) {
        return x -> mixing.depthwise(x, operation);
    }

    @Override
    public GraphStep randomMix(Mixing.RandomMix operation) {
        return x -> mixing.tokens(x, operation.path(), operation.matrix(), operation.tokens());
    }

    @Override
    public GraphStep spatialFc(Mixing.SpatialFc operation) {
        return x -> mixing.tokens(x, operation.path(), operation.path() + ".weight", operation.tokens());
    }

    @Override
    public GraphStep attention(Mixing.Attention operation) {
        return x -> mixing.attention(x, operation);
    }

    @Override
    public GraphStep geometric(Mixing.Geometric operation) {
        return x -> mixing.geometric(x, operation);
    }

    @Override
    public GraphStep concatenation(Mixing.Concatenation operation) {
        return x -> mixing.concatenation(x, operation);
    }
}
