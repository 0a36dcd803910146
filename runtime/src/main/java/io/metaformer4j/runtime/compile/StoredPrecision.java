package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.fusion.narrow.NarrowRule;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes where the weights are stored as bytes, and bfloat16 or float32 elsewhere.
 *
 * @param bytes the layers that are stored as bytes
 * @param bfloat16 whether all others get operands of bfloat16
 * @param support where products and convolutions of bytes are exact here; where not, the same whole numbers are multiplied as float32
 */
public record StoredPrecision(ByteWeights bytes, boolean bfloat16, NarrowSupport support) implements NarrowRule {

    @Override
    public Optional<NarrowLayer> layer(Product product) {
        ByteWeights.StoredLayer stored = bytes.layers().get(product.path());
        if (stored != null) {
            return Optional.of(new NarrowLayer(
                    product,
                    Optional.of(new Bytes(
                            stored.integers(),
                            scales(product, stored.integers()),
                            stored.step(),
                            stored.zero(),
                            support.products().bytes()))));
        }
        return bfloat16 ? Optional.of(new NarrowLayer(product, Optional.empty())) : Optional.empty();
    }

    @Override
    public Optional<NarrowConvolve> convolution(Convolve convolution) {
        ByteWeights.StoredLayer stored = bytes.layers().get(convolution.path());
        if (stored != null) {
            return Optional.of(new NarrowConvolve(
                    Optional.empty(),
                    convolution,
                    Optional.of(new Bytes(
                            stored.integers(),
                            stored.scales(),
                            stored.step(),
                            stored.zero(),
                            support.convolutions().bytes()))));
        }
        return bfloat16 && support.convolutions().bfloat16()
                ? Optional.of(new NarrowConvolve(Optional.empty(), convolution, Optional.empty()))
                : Optional.empty();
    }

    /** The scales of the outputs with all that was multiplied into the rows of the weight since: seen at their largest numbers. */
    private static Coefficients scales(Product product, Coefficients integers) {
        int inputs = product.weight().inputs();
        float[] scales = new float[product.weight().outputs()];
        for (int n = 0; n < scales.length; n++) {
            int largest = n * inputs;
            for (int i = n * inputs; i < (n + 1) * inputs; i++) {
                largest = Math.abs(integers.values()[i]) > Math.abs(integers.values()[largest]) ? i : largest;
            }
            float integer = integers.values()[largest];
            scales[n] = integer == 0 ? 0 : product.weight().values().values()[largest] / integer;
        }
        return Coefficients.of(scales);
    }

    @Override
    public boolean keepsInputs(String path) {
        return bytes.layers().containsKey(path);
    }

    @Override
    public boolean rounds(String path) {
        return bfloat16 || keepsInputs(path);
    }

    @Override
    public boolean halvesAttention() {
        return bfloat16;
    }

    /**
     * Refuses bytes that no product or convolution of a plan has.
     *
     * @param plan the plan in which operands are rounded
     * @throws MetaFormerException if there are some
     */
    public void requireUsed(ExecutionPlan plan) {
        Set<String> left = new HashSet<>(bytes.layers().keySet());
        plan.steps().forEach(step -> {
            step.accept(StepKinds.NARROWED).ifPresent(narrowed -> {
                left.remove(narrowed.first().product().path());
                narrowed.second()
                        .ifPresent(second -> left.remove(second.product().path()));
            });
            step.accept(StepKinds.NARROW_CONVOLVE).ifPresent(narrow -> left.remove(narrow.path()));
        });
        if (!left.isEmpty()) {
            throw new MetaFormerException(
                    "tensor '" + left.stream().sorted().findFirst().get()
                            + ".weight' is of type I8, which the cpu engine takes for linear functions and strided"
                            + " convolutions of maps only; quantize the weights again");
        }
    }
}
