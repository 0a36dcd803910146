package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import java.util.Optional;

/** Says which linear functions and convolutions get operands of fewer bits. */
public interface NarrowRule {

    /**
     * How the operands of a linear function are stored.
     *
     * @param product the function on a map, with all that is fused behind it
     * @return empty for one that stays in float32
     */
    Optional<NarrowLayer> layer(Product product);

    /**
     * How the operands of a strided convolution are stored.
     *
     * @param convolution the convolution
     * @return it with operands of fewer bits, and no norm before it; empty for one that stays in float32
     */
    Optional<NarrowConvolve> convolution(Convolve convolution);

    /**
     * Whether the weights of a linear function must not take over factors of its inputs, because the stored numbers of the weights, and
     * the range of the inputs, are those of the network as it was described.
     *
     * @param path which operation
     * @return true for stored bytes
     */
    boolean keepsInputs(String path);

    /**
     * Whether a linear function reads rounded numbers.
     *
     * @param path which operation
     * @return true if a norm before it has to be computed before rounding
     */
    boolean rounds(String path);

    /**
     * Whether the products inside attention get operands of bfloat16.
     *
     * @return false if they stay in float32
     */
    boolean halvesAttention();
}
