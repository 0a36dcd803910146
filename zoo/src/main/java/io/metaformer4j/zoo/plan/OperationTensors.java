package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.plan.Mixing.Geometric.Filter;
import io.metaformer4j.zoo.plan.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the tensors of operations, module by module, in the order in which it is shown the operations. */
final class OperationTensors implements OperationVisitor<Void> {

    /** Deviation of fresh weights and the absolute value at which they are cut; both papers. */
    private static final Initializer TRUNCATED_NORMAL = new Initializer.TruncatedNormal(0.02, 2);

    private static final Initializer ZEROS = new Initializer.Constant(0);
    private static final Initializer ONES = new Initializer.Constant(1);

    /** Initial factor of the details of a geometric mixer (GeoFormer, {@code detail_scale_init}). */
    private static final Initializer DETAIL_SCALE = new Initializer.Constant(3e-3);

    private final InitializationScheme initialization;
    private final Optional<Operation.Linear> classifier;
    private final Map<String, List<ParameterSpec>> byModule = new LinkedHashMap<>();

    OperationTensors(InitializationScheme initialization, Optional<Operation.Linear> classifier) {
        this.initialization = initialization;
        this.classifier = classifier;
    }

    Map<String, List<ParameterSpec>> byModule() {
        return byModule;
    }

    @Override
    public Void convolution(Operation.Convolution operation) {
        int kernel = operation.window().kernel();
        int fanIn = operation.inputs() * kernel * kernel;
        boolean pytorchDefault = initialization == InitializationScheme.POOLFORMER_V1;
        Initializer uniform = new Initializer.Uniform(1 / Math.sqrt(fanIn));
        Initializer weight = pytorchDefault ? uniform : drawn(fanIn);
        trained(operation, ".weight", weight, operation.channels(), operation.inputs(), kernel, kernel);
        trained(operation, ".bias", pytorchDefault ? uniform : ZEROS, operation.channels());
        return null;
    }

    @Override
    public Void pointwise(Operation.Pointwise operation) {
        Initializer values = drawn(operation.inputs());
        if (operation.matrix()) {
            trained(operation, ".weight", values, operation.channels(), operation.inputs());
        } else {
            trained(operation, ".weight", values, operation.channels(), operation.inputs(), 1, 1);
        }
        bias(operation, operation.bias());
        operation.activation().ifPresent(this::activate);
        return null;
    }

    @Override
    public Void linear(Operation.Linear operation) {
        boolean last = classifier.filter(operation::equals).isPresent();
        Initializer values = last ? TRUNCATED_NORMAL : drawn(operation.inputs());
        trained(operation, ".weight", values, operation.channels(), operation.inputs());
        bias(operation, true);
        return null;
    }

    @Override
    public Void depthwiseConvolution(Mixing.DepthwiseConvolution operation) {
        int kernel = operation.kernel();
        trained(operation, ".weight", drawn(kernel * kernel), operation.channels(), 1, kernel, kernel);
        return null;
    }

    @Override
    public Void averagePool(Mixing.AveragePool operation) {
        return null;
    }

    @Override
    public Void globalPool(Operation.GlobalPool operation) {
        return null;
    }

    @Override
    public Void identity(Mixing.Identity operation) {
        return null;
    }

    @Override
    public Void randomMix(Mixing.RandomMix operation) {
        int n = operation.tokens();
        add(operation.path(), operation.matrix(), Kind.FROZEN, new Initializer.SoftmaxRandom(), n, n);
        return null;
    }

    @Override
    public Void spatialFc(Mixing.SpatialFc operation) {
        int n = operation.tokens();
        trained(operation, ".weight", drawn(n), n, n);
        return null;
    }

    @Override
    public Void attention(Mixing.Attention operation) {
        pointwise(operation.qkv());
        pointwise(operation.projection());
        return null;
    }

    @Override
    public Void geometric(Mixing.Geometric operation) {
        String scale = operation.detailScale();
        add(scale, scale, Kind.TRAINABLE, DETAIL_SCALE, 1, operation.channels(), 1, 1);
        filter(operation.zeroth(), operation.kernel());
        operation.filters().forEach(filter -> filter(filter, operation.kernel()));
        operation.details().forEach(detail -> detail.accept(this));
        return null;
    }

    private void filter(Filter filter, int size) {
        Initializer kernel = new Initializer.Geometric(size, filter.order(), filter.sine());
        add(filter.path(), filter.path() + ".weight", Kind.BUFFER, kernel, filter.channels(), 1, size, size);
    }

    @Override
    public Void concatenation(Mixing.Concatenation operation) {
        operation.parts().forEach(part -> part.accept(this));
        return null;
    }

    @Override
    public Void activate(Operation.Activate operation) {
        if (operation.function() == Activation.STAR_RELU) {
            trained(operation, ".scale", ONES, 1);
            trained(operation, ".bias", ZEROS, 1);
        }
        return null;
    }

    @Override
    public Void layerNorm(Norm.LayerNorm operation) {
        return affine(operation, operation.bias());
    }

    @Override
    public Void groupNorm(Norm.GroupNorm operation) {
        return affine(operation, operation.bias());
    }

    @Override
    public Void batchNorm(Norm.BatchNorm operation) {
        affine(operation, true);
        String path = operation.path();
        add(path, path + ".running_mean", Kind.BUFFER, ZEROS, operation.channels());
        add(path, path + ".running_var", Kind.BUFFER, ONES, operation.channels());
        add(path, path + ".num_batches_tracked", Kind.COUNTER, ZEROS);
        return null;
    }

    @Override
    public Void scale(Operation.Scale operation) {
        Initializer initial = new Initializer.Constant(operation.initial());
        add(operation.path(), operation.factors(), Kind.TRAINABLE, initial, operation.channels());
        return null;
    }

    @Override
    public Void addPosition(Operation.AddPosition operation) {
        String path = operation.path();
        add(path, path, Kind.TRAINABLE, ZEROS, 1, operation.channels(), operation.height(), operation.width());
        return null;
    }

    /** Values of a convolution or matrix whose outputs sum over {@code fanIn} products. */
    private Initializer drawn(int fanIn) {
        if (initialization != InitializationScheme.FAN_IN) {
            return TRUNCATED_NORMAL;
        }
        double std = 1 / Math.sqrt(fanIn);
        return new Initializer.TruncatedNormal(std, 2 * std);
    }

    private Void affine(Norm norm, boolean bias) {
        trained(norm, ".weight", ONES, norm.channels());
        bias(norm, bias);
        return null;
    }

    private void bias(Operation operation, boolean present) {
        if (present) {
            trained(operation, ".bias", ZEROS, operation.channels());
        }
    }

    private void trained(Operation operation, String tensor, Initializer values, Integer... shape) {
        add(operation.path(), operation.path() + tensor, Kind.TRAINABLE, values, shape);
    }

    private void add(String module, String name, Kind kind, Initializer values, Integer... shape) {
        byModule.computeIfAbsent(module, path -> new ArrayList<>())
                .add(new ParameterSpec(name, List.of(shape), kind, values));
    }
}
