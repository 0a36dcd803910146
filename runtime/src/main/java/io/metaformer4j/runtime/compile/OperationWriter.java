package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.MixingStep;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.WeightMatrix;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the steps of operations, one behind the other. */
final class OperationWriter implements OperationVisitor<PlanValue> {

    private final NetworkTensors tensors;
    private final List<PlanStep> steps;
    private PlanValue current;

    /**
     * Starts with a value.
     *
     * @param tensors the weights
     * @param steps where steps are added
     * @param start what the first operation reads
     */
    OperationWriter(NetworkTensors tensors, List<PlanStep> steps, PlanValue start) {
        this.tensors = tensors;
        this.steps = steps;
        this.current = start;
    }

    /** What the last operation wrote. */
    PlanValue current() {
        return current;
    }

    private PlanValue next(String name, int channels) {
        return current.like(name, channels);
    }

    private PlanValue add(PlanValue out, PlanStep step) {
        steps.add(step);
        current = out;
        return out;
    }

    @Override
    public PlanValue convolution(Operation.Convolution operation) {
        String path = operation.path();
        PlanValue out = PlanValue.map(path, operation.channels(), current.level() + 1);
        Coefficients weight = tensors.get(path + ".weight");
        Coefficients bias = tensors.get(path + ".bias");
        return add(out, new LinearStep.Convolve(path, current, out, operation.window(), weight, bias));
    }

    @Override
    public PlanValue pointwise(Operation.Pointwise operation) {
        product(operation.path(), operation.inputs(), operation.channels());
        operation.activation().ifPresent(this::activate);
        return current;
    }

    @Override
    public PlanValue linear(Operation.Linear operation) {
        return product(operation.path(), operation.inputs(), operation.channels());
    }

    private PlanValue product(String path, int inputs, int outputs) {
        PlanValue out = next(path, outputs);
        WeightMatrix weight = new WeightMatrix(outputs, inputs, tensors.get(path + ".weight"));
        return add(out, LinearStep.Product.plain(path, current, out, weight, tensors.find(path + ".bias")));
    }

    @Override
    public PlanValue globalPool(Operation.GlobalPool operation) {
        PlanValue out = PlanValue.vector(operation.path(), operation.channels());
        return add(out, new MixingStep.Mean(operation.path(), current, out));
    }

    @Override
    public PlanValue activate(Operation.Activate operation) {
        String path = operation.path();
        Nonlinearity function = operation.function() == Activation.STAR_RELU
                ? Nonlinearity.star(
                        tensors.get(path + ".scale").values()[0],
                        tensors.get(path + ".bias").values()[0])
                : Nonlinearity.of(operation.function());
        PlanValue out = next(path, current.channels());
        return add(out, new ElementStep.Activate(path, current, out, function));
    }

    @Override
    public PlanValue scale(Operation.Scale operation) {
        return affine(operation.path(), tensors.get(operation.factors()), Optional.empty());
    }

    private PlanValue affine(String path, Coefficients factor, Optional<Coefficients> shift) {
        PlanValue out = next(path, current.channels());
        return add(out, new ElementStep.Affine(path, current, out, factor, shift));
    }

    @Override
    public PlanValue addPosition(Operation.AddPosition operation) {
        float[] planes = tensors.get(operation.path()).values();
        float[] map = new float[planes.length];
        int channels = operation.channels();
        int positions = planes.length / channels;
        for (int i = 0; i < planes.length; i++) {
            map[i] = planes[i % channels * positions + i / channels];
        }
        PlanValue out = next(operation.path(), channels);
        return add(out, new ElementStep.AddMap(operation.path(), current, out, Coefficients.of(map)));
    }

    @Override
    public PlanValue layerNorm(Norm.LayerNorm operation) {
        String path = operation.path();
        PlanValue out = next(path, operation.channels());
        return add(
                out,
                new NormStep.LayerNormalize(
                        path,
                        current,
                        out,
                        operation.epsilon(),
                        Optional.of(tensors.get(path + ".weight")),
                        tensors.find(path + ".bias")));
    }

    @Override
    public PlanValue groupNorm(Norm.GroupNorm operation) {
        String path = operation.path();
        PlanValue out = next(path, operation.channels());
        return add(
                out,
                new NormStep.GroupNormalize(
                        path,
                        current,
                        out,
                        operation.groups(),
                        operation.epsilon(),
                        tensors.get(path + ".weight"),
                        tensors.find(path + ".bias")));
    }

    /** With running statistics: {@code weight / deviation * x + (bias - mean * weight / deviation)}. */
    @Override
    public PlanValue batchNorm(Norm.BatchNorm operation) {
        String path = operation.path();
        float[] weight = tensors.get(path + ".weight").values();
        float[] bias = tensors.get(path + ".bias").values();
        float[] mean = tensors.get(path + ".running_mean").values();
        float[] variance = tensors.get(path + ".running_var").values();
        float[] factor = new float[weight.length];
        float[] shift = new float[weight.length];
        for (int i = 0; i < factor.length; i++) {
            double exact = weight[i] / Math.sqrt(variance[i] + operation.epsilon());
            factor[i] = (float) exact;
            shift[i] = (float) (bias[i] - mean[i] * exact);
        }
        return affine(path, Coefficients.of(factor), Optional.of(Coefficients.of(shift)));
    }

    @Override
    public PlanValue identity(Mixing.Identity operation) {
        return current;
    }

    @Override
    public PlanValue averagePool(Mixing.AveragePool operation) {
        PlanValue out = next(operation.path(), operation.channels());
        return add(
                out,
                new MixingStep.Pool(operation.path(), current, out, operation.kernel(), operation.subtractsInput()));
    }

    @Override
    public PlanValue depthwiseConvolution(Mixing.DepthwiseConvolution operation) {
        String path = operation.path();
        return depthwise(path, current, operation.kernel(), tensors.get(path + ".weight"));
    }

    private PlanValue depthwise(String path, PlanValue in, int kernel, Coefficients weight) {
        PlanValue out = in.like(path, in.channels());
        return add(out, new LinearStep.Depthwise(path, in, out, kernel, weight, Optional.empty()));
    }

    @Override
    public PlanValue randomMix(Mixing.RandomMix operation) {
        return mixTokens(operation.path(), tensors.get(operation.matrix()), operation.tokens());
    }

    @Override
    public PlanValue spatialFc(Mixing.SpatialFc operation) {
        return mixTokens(operation.path(), tensors.get(operation.path() + ".weight"), operation.tokens());
    }

    private PlanValue mixTokens(String path, Coefficients matrix, int tokens) {
        PlanValue out = next(path, current.channels());
        return add(out, new LinearStep.MixTokens(path, current, out, matrix, tokens));
    }

    @Override
    public PlanValue attention(Mixing.Attention operation) {
        pointwise(operation.qkv());
        PlanValue out = next(operation.path(), operation.heads() * operation.headDim());
        add(out, new MixingStep.Attend(operation.path(), current, out, operation.heads(), operation.headDim()));
        return pointwise(operation.projection());
    }

    /** {@code zeroth(x) [- x] + detailScale * details(magnitudes(x))}. */
    @Override
    public PlanValue geometric(Mixing.Geometric operation) {
        PlanValue x = current;
        String path = operation.path();
        int kernel = operation.kernel();
        PlanValue anchor = depthwise(
                operation.zeroth().path(),
                x,
                kernel,
                tensors.get(operation.zeroth().path() + ".weight"));
        if (operation.residual()) {
            current = x;
            PlanValue negative = affine(path + ".negative", Coefficients.repeated(-1, x.channels()), Optional.empty());
            PlanValue difference = next(path + ".residual", x.channels());
            anchor = add(difference, ElementStep.Add.plain(path + ".residual", anchor, negative, difference));
        }
        magnitudes(operation, x);
        operation.details().forEach(detail -> detail.accept(this));
        PlanValue details = affine(operation.detailScale(), tensors.get(operation.detailScale()), Optional.empty());
        PlanValue out = next(path, operation.channels());
        return add(out, ElementStep.Add.plain(path, anchor, details, out));
    }

    private void magnitudes(Mixing.Geometric operation, PlanValue x) {
        String path = operation.path();
        PlanValue first = depthwise(path + ".cosines", x, operation.kernel(), kernels(operation, false));
        int scalars = operation.filters().stream()
                .filter(filter -> filter.order().angular() == 0)
                .mapToInt(Mixing.Geometric.Filter::channels)
                .sum();
        Optional<PlanValue> second = scalars == operation.channels()
                ? Optional.empty()
                : Optional.of(depthwise(path + ".sines", x, operation.kernel(), kernels(operation, true)));
        PlanValue out = next(path + ".magnitude_branches", operation.channels());
        add(out, new MixingStep.Magnitudes(out.name(), first, second, scalars, out));
    }

    /**
     * The kernels of all branches. These are sorted by angular order, so that those without a sine come first; they have zeros in its
     * place, since oneDNN is fast only where it sees all channels of a map.
     */
    private Coefficients kernels(Mixing.Geometric operation, boolean sine) {
        int area = operation.kernel() * operation.kernel();
        float[] all = new float[operation.channels() * area];
        int at = 0;
        for (Mixing.Geometric.Filter filter : operation.filters()) {
            boolean scalar = filter.order().angular() == 0;
            if (filter.sine() == sine) {
                float[] part = tensors.get(filter.path() + ".weight").values();
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            } else if (scalar) {
                at += filter.channels() * area;
            }
        }
        return Coefficients.of(all);
    }

    @Override
    public PlanValue concatenation(Mixing.Concatenation operation) {
        PlanValue x = current;
        List<PlanValue> parts = new ArrayList<>();
        for (Mixing.Geometric part : operation.parts()) {
            current = x;
            parts.add(part.accept(this));
        }
        PlanValue out = next(operation.path(), operation.channels());
        return add(out, new MixingStep.Join(operation.path(), parts, out));
    }
}
