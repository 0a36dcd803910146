package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import io.metaformer4j.weights.load.QuantizedLayer;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nodes of each operation; {@link NormNodes} and {@link MixingNodes} have those of norms and of what mixes positions. */
final class OperationNodes implements OperationVisitor<GraphStep> {

    private final GraphWriter writer;
    private final GraphWeights weights;
    private final LinearNodes linear;
    private final NormNodes norms;
    private final MixingNodes mixing;

    OperationNodes(GraphWriter writer, GraphWeights weights) {
        this.writer = writer;
        this.weights = weights;
        this.linear = new LinearNodes(writer);
        this.norms = new NormNodes(writer, weights, linear);
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
            GraphValue map = linear.settled(x, GraphValue.Arrangement.PLANES);
            int kernel = operation.window().kernel();
            int padding = operation.window().padding();
            int stride = operation.window().stride();
            String path = operation.path();
            List<String> inputs = new ArrayList<>(weights.bytes(path)
                    .map(layer -> linear.bytes().operands(map, path, layer))
                    .orElseGet(() -> List.of(
                            map.name(),
                            writer.floats(
                                    path + ".weight",
                                    weights.floats(path + ".weight"),
                                    operation.channels(),
                                    operation.inputs(),
                                    kernel,
                                    kernel))));
            inputs.add(writer.floats(path + ".bias", weights.floats(path + ".bias"), operation.channels()));
            String name = writer.add(
                    "Conv",
                    path,
                    inputs,
                    GraphAttributes.ints("kernel_shape", kernel, kernel),
                    GraphAttributes.ints("pads", padding, padding, padding, padding),
                    GraphAttributes.ints("strides", stride, stride));
            return MapValue.of(new GraphValue(
                    name,
                    GraphValue.Arrangement.PLANES,
                    operation.channels(),
                    operation.window().outputSide(map.height()),
                    operation.window().outputSide(map.width())));
        };
    }

    @Override
    public GraphStep pointwise(Operation.Pointwise operation) {
        GraphStep step = x -> {
            MapValue product = linear.linear(x, function(operation));
            return operation.activation().isPresent()
                    ? activate(operation.activation().get()).apply(product)
                    : product;
        };
        return weights.bytes(operation.path()).isPresent() ? new GraphStep.OnPixels(step) : step;
    }

    /** The linear function of an operation with its weights. */
    LinearFunction function(Operation.Pointwise operation) {
        String path = operation.path();
        Optional<QuantizedLayer> stored = weights.bytes(path);
        LinearFunction function = LinearFunction.of(
                path,
                operation.inputs(),
                operation.channels(),
                stored.isPresent() ? weights.integers(path) : weights.floats(path + ".weight"),
                operation.bias() ? Optional.of(weights.floats(path + ".bias")) : Optional.empty());
        return stored.map(layer -> function.of(ByteInput.of(layer))).orElse(function);
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
            if (map.form() == GraphValue.Arrangement.PLANES) {
                String mean = writer.add("GlobalAveragePool", operation.path(), List.of(map.name()));
                name = writer.add(
                        "Flatten", operation.path() + ".flat", List.of(mean), GraphAttributes.number("axis", 1L));
            } else {
                name = pixelMean(map, operation.path());
            }
            MapValue mean = MapValue.of(new GraphValue(name, GraphValue.Arrangement.VECTORS, map.channels(), 1, 1));
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
            GraphValue map = linear.settled(x, GraphValue.Arrangement.PLANES);
            String path = operation.path();
            String position = writer.floats(
                    path, weights.floats(path), 1, operation.channels(), operation.height(), operation.width());
            return MapValue.of(map.named(writer.add("Add", path + ".sum", List.of(map.name(), position))));
        };
    }

    @Override
    public GraphStep layerNorm(Norm.LayerNorm operation) {
        return x -> norms.layerNorm(x, operation);
    }

    @Override
    public GraphStep groupNorm(Norm.GroupNorm operation) {
        return x -> norms.groupNorm(x, operation);
    }

    @Override
    public GraphStep batchNorm(Norm.BatchNorm operation) {
        return x -> norms.batchNorm(x, operation);
    }

    @Override
    public GraphStep identity(Mixing.Identity operation) {
        return new GraphStep.OnPixels(x -> x);
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
        return new GraphStep.OnPixels(x -> mixing.attention(x, operation));
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
