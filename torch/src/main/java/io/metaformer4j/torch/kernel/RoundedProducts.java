package io.metaformer4j.torch.kernel;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Products in bfloat16 on processors that cannot multiply it: operands are rounded to bfloat16, multiplied and added up in single
 * precision, and the result is rounded. That is what the instructions of other processors do, but for the order of the sums. The
 * kernels of libtorch 2.10 need AVX-512 and fall back to plain loops without it, which on AVX2 take twenty times as long as
 * single precision.
 */
public final class RoundedProducts {

    private static final Set<String> X86 = Set.of("amd64", "x86_64", "x86");

    private RoundedProducts() {}

    /** Whether this process needs them; the natives must be loaded. */
    public static boolean inProcess() {
        return HasNone.IN_PROCESS;
    }

    /** Whether libtorch's own kernels for bfloat16 are to be left alone, for a tensor that is computed with in a given type. */
    static boolean replace(Tensor x, ScalarType computedIn) {
        return computedIn == ScalarType.BFloat16 && x.is_cpu() && inProcess();
    }

    /** Read when it is first needed: the natives are loaded by then. */
    private static final class HasNone {
        static final boolean IN_PROCESS = isWithoutProducts(
                System.getProperty("os.arch"), torch.get_cpu_capability().getString());

        private HasNone() {}
    }

    /** Whether a processor lacks what libtorch's kernels for bfloat16 are made for. */
    static boolean isWithoutProducts(String architecture, String capability) {
        return X86.contains(architecture.toLowerCase(Locale.ROOT)) && !capability.startsWith("AVX512");
    }

    /**
     * Computes in single precision, whatever the automatic mixed precision of the thread is.
     *
     * @param product makes the result of operands that it rounds by the function it is given
     */
    static Tensor compute(Product product) {
        Tensor result = Autocast.current(false).off().compute(() -> product.of(RoundedProducts::rounded));
        return result.to(ScalarType.BFloat16);
    }

    /** A product of rounded operands. */
    interface Product {
        Tensor of(UnaryOperator<Tensor> rounded);
    }

    /** The same values as bfloat16 has them, in single precision. */
    private static Tensor rounded(Tensor operand) {
        return operand.to(ScalarType.BFloat16).to(ScalarType.Float);
    }

    /** An optional operand, rounded as well. */
    static TensorOptional rounded(TensorOptional operand, UnaryOperator<Tensor> rounded) {
        return operand.has_value() ? new TensorOptional(rounded.apply(operand.get())) : operand;
    }
}
