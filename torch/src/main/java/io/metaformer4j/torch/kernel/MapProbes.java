package io.metaformer4j.torch.kernel;

import static io.metaformer4j.torch.kernel.Formulas.inDouble;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.im2col;
import static org.bytedeco.pytorch.global.torch.layer_norm;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.run.MemoryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Probes of what works on maps: convolutions, norms, pooling. Each returns the largest error. */
final class MapProbes {

    /** A convolution to try. */
    private record Shape(int in, int out, int kernel, int stride, int padding) {
        long[] strides() {
            return new long[] {stride, stride};
        }

        long[] paddings() {
            return new long[] {padding, padding};
        }
    }

    /**
     * Stems, downsamplings and pointwise layers with numbers of channels that are no whole blocks. Few, because oneDNN compiles
     * code for each.
     */
    private static final Shape[] WITH_TAILS = {
        new Shape(3, 96, 7, 4, 2),
        new Shape(3, 40, 7, 4, 2),
        new Shape(24, 96, 3, 2, 1),
        new Shape(40, 1, 3, 1, 1),
        new Shape(10, 10, 3, 1, 1),
        new Shape(96, 1000, 1, 1, 0)
    };

    private static final Shape[] WHOLE = {new Shape(64, 256, 1, 1, 0), new Shape(64, 128, 3, 2, 1)};

    /** Channels and kernel. */
    private static final int[][] DEPTHWISE = {{10, 3}, {40, 7}};

    /** The same for kernels of more than three columns. */
    private static final int[][] SPLIT = {{10, 5}, {40, 7}}; // a single column beside the middle, and two

    /** For one picture oneDNN takes other code, which is right in more cases. */
    private static final int PICTURES = 2;

    private static final int SIDE = 7;
    private static final long[] ONE = {1, 1};

    private MapProbes() {}

    static double convolution(KernelSetting setting) {
        double worst = 0;
        for (Shape shape : shapes(setting)) {
            Tensor x = map(setting, shape.in());
            Tensor weight = weight(setting, shape.out(), shape.in(), shape.kernel());
            Tensor bias = ProbeValues.between(shape.out()).to(NativeTypes.of(setting.precision()));
            Tensor computed = conv2d(x, weight, new TensorOptional(bias), shape.strides(), shape.paddings(), ONE, 1);
            Tensor expected = Formulas.convolution(
                    inDouble(x),
                    inDouble(weight),
                    new TensorOptional(inDouble(bias)),
                    shape.strides(),
                    shape.paddings());
            worst = Math.max(worst, ProbeValues.error(computed, expected));
        }
        return worst;
    }

    static double convolutionGradient(KernelSetting setting) {
        boolean ofWeight = setting.kernel() == KernelKind.CONVOLUTION_WEIGHT_GRADIENT;
        double worst = 0;
        for (Shape shape : shapes(setting)) {
            Tensor x = map(setting, shape.in());
            Tensor weight = weight(setting, shape.out(), shape.in(), shape.kernel());
            Tensor exactX = inDouble(x).contiguous();
            Tensor exactWeight = inDouble(weight).contiguous();
            Tensor variable = (ofWeight ? weight : x).set_requires_grad(true);
            Tensor exact = (ofWeight ? exactWeight : exactX).set_requires_grad(true);
            Tensor y = conv2d(x, weight, NoArgument.tensor(), shape.strides(), shape.paddings(), ONE, 1);
            Tensor right =
                    Formulas.convolution(exactX, exactWeight, NoArgument.tensor(), shape.strides(), shape.paddings());
            worst = Math.max(worst, gradientError(y, right, variable, exact));
        }
        return worst;
    }

    private static double gradientError(Tensor y, Tensor right, Tensor variable, Tensor exact) {
        Tensor direction = ProbeValues.between(y.shape()).to(y.scalar_type());
        y.mul(direction).sum().backward();
        right.mul(inDouble(direction)).sum().backward();
        return ProbeValues.error(new Tensor(variable.grad()), new Tensor(exact.grad()));
    }

    static double packedConvolution(OneDnn oneDnn) {
        KernelSetting setting = KernelSetting.of(KernelKind.PACKED_CONVOLUTION);
        double worst = 0;
        for (Shape shape : shapes(setting)) {
            Tensor x = map(setting, shape.in());
            Tensor weight = weight(setting, shape.out(), shape.in(), shape.kernel());
            Tensor bias = ProbeValues.between(shape.out());
            OneDnn.Geometry geometry = oneDnn.geometry(shape.stride(), shape.padding());
            Packed packed = oneDnn.packConvolution(weight, Optional.of(bias), geometry);
            Tensor expected = Formulas.convolution(
                    inDouble(x),
                    inDouble(weight),
                    new TensorOptional(inDouble(bias)),
                    shape.strides(),
                    shape.paddings());
            worst = Math.max(worst, ProbeValues.error(oneDnn.convolution(x, packed, geometry), expected));
        }
        return worst;
    }

    static double depthwise(KernelSetting setting) {
        double worst = 0;
        for (int[] shape : DEPTHWISE) {
            Tensor x = map(setting, shape[0]);
            Tensor weight = weight(setting, shape[0], 1, shape[1]);
            Tensor expected = windows(inDouble(x), inDouble(weight));
            worst = Math.max(worst, ProbeValues.error(depthwise(x, weight), expected));
        }
        return worst;
    }

    static double depthwiseGradients(KernelSetting setting) {
        double worst = 0;
        for (int[] shape : DEPTHWISE) {
            for (boolean ofWeight : new boolean[] {false, true}) {
                Tensor x = map(setting, shape[0]);
                Tensor weight = weight(setting, shape[0], 1, shape[1]);
                Tensor exactX = inDouble(x).contiguous();
                Tensor exactWeight = inDouble(weight).contiguous();
                Tensor variable = (ofWeight ? weight : x).set_requires_grad(true);
                Tensor exact = (ofWeight ? exactWeight : exactX).set_requires_grad(true);
                Tensor right = windows(exactX, exactWeight);
                worst = Math.max(worst, gradientError(depthwise(x, weight), right, variable, exact));
            }
        }
        return worst;
    }

    static double splitKernelGradient(KernelSetting setting) {
        double worst = 0;
        for (int[] shape : SPLIT) {
            Tensor x = map(setting, shape[0]);
            Tensor exactWeight =
                    inDouble(weight(setting, shape[0], 1, shape[1])).contiguous();
            Tensor exact = exactWeight.set_requires_grad(true);
            Tensor direction = ProbeValues.between(x.shape()).to(x.scalar_type());
            windows(inDouble(x).contiguous(), exact)
                    .mul(inDouble(direction))
                    .sum()
                    .backward();
            Tensor found = SplitKernelGradient.of(x, direction, shape[1]);
            worst = Math.max(worst, ProbeValues.error(found, new Tensor(exact.grad())));
        }
        return worst;
    }

    private static Tensor depthwise(Tensor x, Tensor weight) {
        long half = weight.size(2) / 2;
        return conv2d(x, weight, NoArgument.tensor(), ONE, new long[] {half, half}, ONE, weight.size(0));
    }

    static double groupNorm(KernelSetting setting) {
        double worst = 0;
        for (int channels : new int[] {3, 40}) {
            Tensor x = map(setting, channels);
            TensorOptional weight =
                    new TensorOptional(ProbeValues.between(channels).to(NativeTypes.of(setting.precision())));
            Tensor expected = Formulas.groupNorm(inDouble(x), 1, weight, weight, 1e-5);
            worst = Math.max(worst, ProbeValues.error(group_norm(x, 1, weight, weight, 1e-5, true), expected));
        }
        return worst;
    }

    static double layerNorm() {
        double worst = 0;
        for (int channels : new int[] {3, 40}) {
            Tensor x = ProbeValues.between(SIDE, channels);
            Tensor exact = inDouble(x);
            Tensor centred = exact.sub(exact.mean(new long[] {1}, true, NoArgument.type()));
            Tensor variance = centred.square().mean(new long[] {1}, true, NoArgument.type());
            Tensor expected = centred.div(
                    variance.add(new org.bytedeco.pytorch.Scalar(1e-6)).sqrt());
            Tensor computed =
                    layer_norm(x, new long[] {channels}, NoArgument.tensor(), NoArgument.tensor(), 1e-6, true);
            worst = Math.max(worst, ProbeValues.error(computed, expected));
        }
        return worst;
    }

    /** Windows of 3x3 against sums of ones times the map over sums of ones. */
    static double pooling() {
        Tensor x = map(KernelSetting.of(KernelKind.POOLING), 40);
        Tensor one = inDouble(x).new_ones(1);
        Tensor window = one.expand(new long[] {40, 1, 3, 3}, false);
        Tensor expected = windows(inDouble(x), window).div(windows(one.expand(x.shape(), false), window));
        Tensor computed = avg_pool2d(x, new long[] {3, 3}, ONE, ONE, false, false, NoArgument.number());
        return ProbeValues.error(computed, expected);
    }

    /** The depthwise convolution of a map by all its windows at once, too much memory for maps that are not small. */
    private static Tensor windows(Tensor x, Tensor weight) {
        long size = weight.size(2);
        long[] padding = {size / 2, size / 2};
        Tensor windows = im2col(x.contiguous(), new long[] {size, size}, ONE, padding, ONE)
                .view(x.size(0), x.size(1), size * size, -1);
        return windows.mul(weight.reshape(weight.size(0), -1, 1))
                .sum(new long[] {2}, false, NoArgument.type())
                .view(x.shape());
    }

    private static List<Shape> shapes(KernelSetting setting) {
        List<Shape> safe = new ArrayList<>();
        boolean pointwise = Kernels.ofProcess().convolvesPointwise();
        for (Shape shape : setting.tails() ? WITH_TAILS : WHOLE) {
            if (pointwise || shape.kernel() > 1) {
                safe.add(shape);
            }
        }
        return safe;
    }

    private static Tensor map(KernelSetting setting, int channels) {
        return ordered(setting, ProbeValues.between(PICTURES, channels, SIDE, SIDE));
    }

    private static Tensor weight(KernelSetting setting, int outputs, int inputs, int kernel) {
        return ordered(setting, ProbeValues.between(outputs, inputs, kernel, kernel));
    }

    private static Tensor ordered(KernelSetting setting, Tensor tensor) {
        boolean channelsLast = setting.layout() == MemoryLayout.CHANNELS_LAST;
        return tensor.to(NativeTypes.of(setting.precision()))
                .contiguous(channelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
    }
}
