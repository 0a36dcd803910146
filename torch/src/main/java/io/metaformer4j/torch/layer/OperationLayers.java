package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Builds the layer of every operation on maps.
 *
 * @param layers makes those layers that can be computed in two ways
 */
public record OperationLayers(LayerFactory layers) implements OperationVisitor<Layer> {

    private NetworkState state() {
        return layers.state();
    }

    /** The layers of operations, one behind the other. */
    public Layer sequence(List<? extends Operation> operations) {
        Layer all = Layer.IDENTITY;
        for (int i = 0; i < operations.size(); i++) {
            Optional<Layer> both =
                    i + 1 < operations.size() ? together(operations.get(i), operations.get(i + 1)) : Optional.empty();
            Layer next = both.isPresent() ? both.get() : operations.get(i).accept(this);
            i += both.isPresent() ? 1 : 0;
            all = all == Layer.IDENTITY ? next : all.then(next);
        }
        return all;
    }

    /** The layer of two operations that may share passes over the map between them. */
    private Optional<Layer> together(Operation first, Operation second) {
        return first.asPointwise().flatMap(linear -> second.asPointwise()
                .map(next -> layers.pointwise(linear, next))
                .or(() -> second.asDepthwise().map(next -> layers.depthwise(linear, next))));
    }

    /** The layer of an operation, or none. */
    public Layer optional(Optional<? extends Operation> operation) {
        return operation.map(present -> present.accept(this)).orElse(Layer.IDENTITY);
    }

    /**
     * A function behind a norm, times a factor for each channel of its result, {@code s f(norm(x))}, with the factor in weights
     * instead of in a pass over the map: in those of a linear function that ends it, or, where the channels only meet themselves, in
     * those of the norm.
     *
     * @param norm the norm before the function
     * @param function the function
     * @param factors {@code [C]}
     * @return the layer; empty if no weight can hold the factors
     */
    public Optional<Layer> scaled(
            Optional<? extends Norm> norm, List<? extends Operation> function, StateTensor factors) {
        Operation last = function.get(function.size() - 1);
        Optional<Operation.Pointwise> linear = last.asPointwise();
        if (linear.isPresent() && linear.get().activation().isEmpty()) {
            Layer before = optional(norm).then(sequence(function.subList(0, function.size() - 1)));
            PointwiseLayer closing = new PointwiseLayer(state(), last.path());
            return Optional.of((x, pass) -> closing.forwardTimes(before.forward(x, pass), factors.tensor()));
        }
        Optional<Norm.GroupNorm> group = norm.flatMap(Norm::asGroupNorm);
        if (group.isPresent() && function.stream().allMatch(Operation::passesFactors)) {
            Layer mixing = sequence(function);
            return Optional.of((x, pass) ->
                    mixing.forward(NormLayers.groupNormTimes(group.get(), state(), factors.tensor(), x), pass));
        }
        return Optional.empty();
    }

    /** The factors of a scale. */
    public StateTensor factors(Operation.Scale operation) {
        return state().get(operation.factors());
    }

    /** Values of channels {@code [C]} as {@code [C, 1, 1]}. */
    public static Tensor ofChannels(StateTensor values) {
        return values.tensor().view(-1, 1, 1);
    }

    @Override
    public Layer convolution(Operation.Convolution operation) {
        return layers.convolution(operation);
    }

    @Override
    public Layer pointwise(Operation.Pointwise operation) {
        return layers.pointwise(operation);
    }

    @Override
    public Layer linear(Operation.Linear operation) {
        return layers.fullyConnected(operation);
    }

    @Override
    public Layer depthwiseConvolution(Mixing.DepthwiseConvolution operation) {
        return layers.depthwise(operation);
    }

    /** Means over the window; positions outside the map are not counted. */
    @Override
    public Layer averagePool(Mixing.AveragePool operation) {
        int kernel = operation.kernel();
        return operation.subtractsInput()
                ? (x, pass) -> Operations.averagePool(x, kernel).sub(x)
                : (x, pass) -> Operations.averagePool(x, kernel);
    }

    /** To {@code [N, C, 1, 1]}. */
    @Override
    public Layer globalPool(Operation.GlobalPool operation) {
        return (x, pass) -> x.mean(new long[] {2, 3}, true, NoArgument.type());
    }

    @Override
    public Layer identity(Mixing.Identity operation) {
        return Layer.IDENTITY;
    }

    @Override
    public Layer randomMix(Mixing.RandomMix operation) {
        return mixTokens(state().get(operation.matrix()));
    }

    @Override
    public Layer spatialFc(Mixing.SpatialFc operation) {
        return mixTokens(state().get(operation.path() + ".weight"));
    }

    /** {@code out[m] = sum_n M[m, n] x[n]} over the row-major positions. */
    private static Layer mixTokens(StateTensor matrix) {
        return (x, pass) -> {
            Tensor tokens = x.permute(0, 2, 3, 1).flatten(1, 2); // [N, H*W, C]
            return asMap(Operations.mixTokens(matrix.tensor(), tokens), x);
        };
    }

    /** Tokens {@code [N, H*W, C]} as a map {@code [N, C, H, W]} of the height and width of another map. */
    private static Tensor asMap(Tensor tokens, Tensor like) {
        return tokens.unflatten(1, like.size(2), like.size(3)).permute(0, 3, 1, 2);
    }

    @Override
    public Layer attention(Mixing.Attention operation) {
        Layer qkv = layers.pointwise(operation.qkv());
        Layer projection = layers.pointwise(operation.projection());
        return (x, pass) -> {
            Tensor rows = qkv.forward(x, pass).permute(0, 2, 3, 1).flatten(1, 2); // [N, L, 3 * heads * headDim]
            Tensor mixed = attend(rows, operation); // [N, L, heads * headDim]
            return projection.forward(asMap(mixed, x), pass);
        };
    }

    private static Tensor attend(Tensor rows, Mixing.Attention operation) {
        long n = rows.size(0);
        long tokens = rows.size(1);
        Tensor split =
                rows.view(n, tokens, 3, operation.heads(), operation.headDim()).permute(2, 0, 3, 1, 4);
        Tensor mixed = Operations.attention(split.select(0, 0), split.select(0, 1), split.select(0, 2));
        return mixed.transpose(1, 2).reshape(n, tokens, (long) operation.heads() * operation.headDim());
    }

    @Override
    public Layer geometric(Mixing.Geometric operation) {
        return new GeometricLayer(operation, this, state());
    }

    @Override
    public Layer concatenation(Mixing.Concatenation operation) {
        List<Layer> parts =
                operation.parts().stream().map(part -> part.accept(this)).toList();
        return (x, pass) -> {
            TensorVector outputs = new TensorVector();
            for (Layer part : parts) {
                outputs.push_back(part.forward(x, pass));
            }
            return cat(outputs, 1);
        };
    }

    @Override
    public Layer activate(Operation.Activate operation) {
        return ActivationLayers.of(operation, state());
    }

    @Override
    public Layer layerNorm(Norm.LayerNorm operation) {
        return NormLayers.layerNorm(operation, state());
    }

    /** Layer normalisation of rows {@code [..., C]}, such as pooled vectors; {@link #layerNorm} is that of maps. */
    public Layer layerNormOfRows(Norm.LayerNorm operation) {
        return NormLayers.layerNormOfRows(operation, state());
    }

    @Override
    public Layer groupNorm(Norm.GroupNorm operation) {
        return NormLayers.groupNorm(operation, state());
    }

    @Override
    public Layer batchNorm(Norm.BatchNorm operation) {
        return NormLayers.batchNorm(operation, state());
    }

    @Override
    public Layer scale(Operation.Scale operation) {
        StateTensor factors = factors(operation);
        return (x, pass) -> x.mul(ofChannels(factors));
    }

    @Override
    public Layer addPosition(Operation.AddPosition operation) {
        StateTensor position = state().get(operation.path());
        return (x, pass) -> x.add(position.tensor());
    }
}
