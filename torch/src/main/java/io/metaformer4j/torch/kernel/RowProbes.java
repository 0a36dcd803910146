package io.metaformer4j.torch.kernel;

import static io.metaformer4j.torch.kernel.Formulas.inDouble;
import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Probes of what works on rows: products, linear layers, attention, elementwise functions. Each returns the largest error. */
final class RowProbes {

    /**
     * Rows, inputs, outputs of linear layers. One, two and seven rows; inputs below a block, a block, a block and a tail;
     * outputs below a block, a block and a tail, and the classes of ImageNet. All combinations would be 45, for each of which
     * oneDNN compiles code; these have each value once at least.
     */
    private static final int[][] LINEAR = {{1, 3, 1}, {2, 64, 10}, {7, 96, 40}, {7, 3, 96}, {1, 96, 1000}};

    /** Of these, those that are tried with a fused activation. */
    private static final int[][] FUSED = {{7, 96, 40}, {1, 96, 1000}};

    /** The same with fewer products for plain Java. */
    private static final int[][] PRODUCTS = {{1, 3, 1}, {2, 64, 10}, {7, 96, 40}, {7, 3, 96}, {2, 3, 1000}};

    /** Positions and channels of a head. */
    private static final int[][] ATTENTIONS = {{1, 8}, {50, 40}};

    private RowProbes() {}

    /** Products in single and double precision, against plain Java. */
    static double matrixProduct() {
        double worst = 0;
        for (int[] sides : PRODUCTS) {
            Tensor x = ProbeValues.between(sides[0], sides[1]);
            Tensor weight = ProbeValues.between(sides[2], sides[1]);
            float[] right = product(Tensors.toFloats(x), Tensors.toFloats(weight), sides);
            Tensor expected = Tensors.of(right, sides[0], sides[2]);
            worst = Math.max(worst, ProbeValues.error(torch.linear(x, weight, NoArgument.tensor()), expected));
            worst = Math.max(worst, ProbeValues.error(matmul(x, weight.t()), expected));
            worst = Math.max(
                    worst,
                    ProbeValues.error(matmul(inDouble(x), inDouble(weight).t()), expected));
        }
        return worst;
    }

    private static float[] product(float[] x, float[] weight, int[] sides) {
        int inputs = sides[1];
        float[] result = new float[sides[0] * sides[2]];
        for (int i = 0; i < result.length; i++) {
            int row = i / sides[2] * inputs;
            int column = i % sides[2] * inputs;
            double sum = 0;
            for (int k = 0; k < inputs; k++) {
                sum += (double) x[row + k] * weight[column + k];
            }
            result[i] = (float) sum;
        }
        return result;
    }

    /** Linear layers against products in double precision. */
    static double linear(Precision precision) {
        double worst = 0;
        for (int[] sides : LINEAR) {
            Tensor x = ProbeValues.between(sides[0], sides[1]).to(NativeTypes.of(precision));
            Tensor weight = ProbeValues.between(sides[2], sides[1]).to(NativeTypes.of(precision));
            TensorOptional bias =
                    new TensorOptional(ProbeValues.between(sides[2]).to(NativeTypes.of(precision)));
            Tensor expected = Formulas.linear(x, weight, bias);
            worst = Math.max(worst, ProbeValues.error(torch.linear(x, weight, bias), expected));
        }
        return worst;
    }

    /** Packed linear layers against products in double precision. */
    static double packedLinear(OneDnn oneDnn, KernelKind kernel) {
        FusedActivation fused = FusedActivation.of(kernel);
        double worst = 0;
        for (int[] sides : fused == FusedActivation.NONE ? LINEAR : FUSED) {
            Tensor x = ProbeValues.between(sides[0], sides[1]);
            Tensor weight = ProbeValues.between(sides[2], sides[1]);
            Tensor bias = ProbeValues.between(sides[2]);
            Packed packed = oneDnn.packLinear(weight, Optional.of(bias));
            Tensor expected = fused.apply(Formulas.linear(x, weight, new TensorOptional(bias)));
            worst = Math.max(worst, ProbeValues.error(oneDnn.linear(x, packed, fused), expected));
        }
        return worst;
    }

    /** Attention against its formula in double precision. */
    static double attention(Precision precision) {
        double worst = 0;
        for (int[] sides : ATTENTIONS) {
            Tensor all = ProbeValues.between(3, 2, 2, sides[0], sides[1]).to(NativeTypes.of(precision));
            Tensor computed = scaled_dot_product_attention(
                    all.select(0, 0),
                    all.select(0, 1),
                    all.select(0, 2),
                    NoArgument.tensor(),
                    0.0,
                    false,
                    new DoubleOptional(),
                    false);
            Tensor expected = Formulas.attention(all.select(0, 0), all.select(0, 1), all.select(0, 2));
            worst = Math.max(worst, ProbeValues.error(computed, expected));
        }
        return worst;
    }

    /** Activations and fused sums, against the formulas in Java. */
    static double elementwise() {
        Tensor x = ProbeValues.between(37);
        Tensor y = ProbeValues.awayFromZero(37);
        float[] values = Tensors.toFloats(x);
        float[] factors = Tensors.toFloats(y);
        float[] positive = new float[values.length];
        float[] products = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            positive[i] = Math.max(0, values[i]);
            products[i] = values[i] + values[i] * factors[i];
        }
        double worst = ProbeValues.error(relu(x), Tensors.of(positive, values.length));
        worst = Math.max(worst, ProbeValues.error(addcmul(x, x, y), Tensors.of(products, values.length)));
        return Math.max(worst, ProbeValues.error(gelu(x), gelu(inDouble(x))));
    }
}
