package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.kernel.SplitKernelGradient;
import io.metaformer4j.torch.natives.GradientHook;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Depthwise convolutions of a network in training whose weight gradients come from {@link SplitKernelGradient}, which is several
 * times as fast as oneDNN's own for kernels of more than three columns.
 *
 * <p>Java cannot give autograd a function with a gradient of its own, but a hook may replace a gradient. The convolution sees its
 * kernels as constants, and so passes gradients to its input only. A sum of no values of the kernels, which is zero, is added to
 * the result: it brings them back into the graph, behind the result. A hook on the result sees the gradient first and computes that
 * of the kernels, and a hook on the kernels puts it in the place of the zeros that arrive there.
 *
 * <p>Confined to one thread. libtorch does not own the hooks, so this is closed when no gradients are computed any more.
 */
public final class DepthwiseGradients implements AutoCloseable {

    private final List<Pair> idle = new ArrayList<>();
    private final List<Pair> waiting = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();

    /** The hooks of one convolution in one pass, and what the second one needs of the first. */
    private final class Pair implements AutoCloseable {

        private final GradientHook behindResult = GradientHook.of(this::compute);
        private final GradientHook behindKernels = GradientHook.of(this::deliver);
        private Optional<Tensor> input = Optional.empty();
        private Optional<Tensor> found = Optional.empty();
        private long columns;
        private boolean givenUp;

        /** Gets ready for a pass. */
        void keep(Tensor x, long kernelColumns) {
            input = Optional.of(new Tensor(x).<Tensor>retainReference());
            columns = kernelColumns;
        }

        /** Whether its gradient has been delivered. */
        boolean isDone() {
            return input.isEmpty() && found.isEmpty() && !givenUp;
        }

        private Tensor compute(Tensor gradient) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor x = input.orElseThrow(() -> new IllegalStateException(
                        "gradients of a pass were asked for twice, or after those of a later pass"));
                Tensor typed = gradient.to(x.scalar_type());
                found = Optional.of(SplitKernelGradient.of(x, typed, columns).<Tensor>retainReference());
            } catch (RuntimeException e) { // on its way through libtorch it would lose its type
                failure = failure.or(() -> Optional.of(e));
            } finally {
                input.ifPresent(Tensor::releaseReference);
                input = Optional.empty();
            }
            return gradient;
        }

        private Tensor deliver(Tensor zeros) {
            Tensor gradient = found.map(own -> own.to(zeros.scalar_type()))
                    .orElseGet(() -> zeros.add(new Scalar(Double.NaN))); // never a wrong gradient in silence
            close();
            return gradient;
        }

        /** Forgets the pass. */
        @Override
        public void close() {
            input.ifPresent(Tensor::releaseReference);
            found.ifPresent(Tensor::releaseReference);
            input = Optional.empty();
            found = Optional.empty();
        }
    }

    /**
     * Whether a convolution is computed here.
     *
     * @param x map {@code [N, C, H, W]}
     * @param weight {@code [C, 1, k, k]}
     * @param pass the pass
     */
    boolean suit(Tensor x, Tensor weight, ForwardPass pass) {
        return pass.training()
                && GradMode.is_enabled()
                && weight.requires_grad()
                && SplitKernelGradient.pays(x, weight)
                && Operations.isUsable(KernelKind.SPLIT_KERNEL_GRADIENT, x, true);
    }

    /** The convolution, size kept and without bias, for arguments that {@link #suit}. */
    Tensor convolution(Tensor x, Tensor weight) {
        Tensor kernels = weight.alias();
        return hooked(x, kernels, result -> result.add_(nothing(kernels)));
    }

    /**
     * The convolution of {@code factor * x + shift}, size kept and without bias, without that map: the factor comes into the kernels,
     * and the convolution of the shift is the same for all pictures.
     *
     * @param x map {@code [N, C, H, W]}
     * @param weight {@code [C, 1, k, k]}; both {@link #suit}
     * @param factor what the map is multiplied by, {@code [1]}
     * @param shift what is added to it, {@code [1]}, but not to the zeros around it
     */
    Tensor convolutionScaled(Tensor x, Tensor weight, Tensor factor, Tensor shift) {
        Tensor kernels = weight.mul(factor);
        return hooked(x, kernels, result -> {
            Tensor constant = ofOnes(weight, x.size(2), x.size(3)).mul(shift.add(nothing(kernels)));
            return result.add_(constant.to(result.scalar_type()));
        });
    }

    /** Zero, which autograd believes to depend on the kernels. */
    private static Tensor nothing(Tensor kernels) {
        return kernels.narrow(0, 0, 0).sum();
    }

    /**
     * The convolution of a map of ones, for each position the sum of what of the kernel lies on the map.
     *
     * @param weight {@code [C, 1, k, k]}
     * @return {@code [1, C, H, W]}, in the order of positions and channels
     */
    private static Tensor ofOnes(Tensor weight, long height, long width) {
        long kernel = weight.size(3);
        Tensor ofRows = weight.permute(2, 3, 0, 1).flatten(1, 3); // [k, k * C]
        Tensor rows = covered(weight, height).mm(ofRows); // [H, k * C]
        Tensor ofColumns = rows.view(height, kernel, -1).transpose(0, 1).flatten(1, 2); // [k, H * C]
        Tensor all = covered(weight, width).mm(ofColumns).view(width, height, -1); // [W, H, C]
        return all.permute(2, 1, 0).unsqueeze(0);
    }

    /** One where a line of a kernel around a position is on the map, {@code [positions, k]}, zero elsewhere. */
    private static Tensor covered(Tensor weight, long positions) {
        long kernel = weight.size(3);
        long half = kernel / 2;
        return constant_pad_nd(weight.new_ones(positions), half, half).unfold(0, kernel, 1);
    }

    /**
     * The convolution, with the hooks.
     *
     * @param kernels {@code [C, 1, k, k]}, seen by nobody else
     * @param connect adds something that depends on the kernels, in autograd's eyes, to the result
     */
    private Tensor hooked(Tensor x, Tensor kernels, UnaryOperator<Tensor> connect) {
        Tensor operand = Operations.operand(x);
        Tensor result = Operations.depthwise(operand, kernels.detach(), NoArgument.tensor());
        Pair pair = pair();
        pair.keep(operand.detach(), kernels.size(3));
        waiting.add(pair);
        kernels.register_hook(pair.behindKernels);
        Tensor connected = connect.apply(result);
        connected.register_hook(pair.behindResult);
        return connected;
    }

    private Pair pair() {
        if (!idle.isEmpty()) {
            return idle.remove(idle.size() - 1);
        }
        try (TensorScope scope = TensorScope.open()) {
            return new Pair();
        }
    }

    /**
     * To be called after a backward pass: what was delivered is used again.
     *
     * @throws RuntimeException what went wrong in it
     */
    public void finish() {
        waiting.removeIf(pair -> pair.isDone() && idle.add(pair));
        Optional<RuntimeException> thrown = failure;
        failure = Optional.empty();
        if (thrown.isPresent()) {
            throw thrown.get();
        }
    }

    /** Forgets the maps of passes whose gradients nobody has asked for, such as those of a loss that is not finite. */
    public void giveUp() {
        for (Pair pair : waiting) {
            pair.givenUp = !pair.isDone(); // its graph may live on, so that its hooks serve no other pass
            pair.close();
        }
    }

    @Override
    public void close() {
        waiting.forEach(Pair::close);
        waiting.addAll(idle);
        idle.clear();
        for (Pair pair : waiting) {
            pair.behindResult.close();
            pair.behindKernels.close();
        }
        waiting.clear();
    }
}
