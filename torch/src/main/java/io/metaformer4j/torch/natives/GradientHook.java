package io.metaformer4j.torch.natives;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;

/**
 * What libtorch calls when the gradient of a tensor is there, and which may replace it. Java cannot give autograd a function with a
 * gradient of its own; this takes its place. libtorch does not own it: it has to outlive the graph, and survives the open scopes until
 * it is closed.
 */
public final class GradientHook extends TensorTensorHook {

    private final UnaryOperator<Tensor> replacement;

    /** What was returned last: libtorch takes its tensor out only after the call. */
    private final AtomicReference<Tensor> returned = new AtomicReference<>();

    private GradientHook(UnaryOperator<Tensor> replacement) {
        this.replacement = replacement;
    }

    /**
     * Makes a hook for {@code register_hook}.
     *
     * @param replacement gets the gradient and returns what takes its place; must not throw, since an exception would lose its type
     *     on its way through libtorch
     * @return the hook, the caller's to close
     */
    public static GradientHook of(UnaryOperator<Tensor> replacement) {
        NativeLibraries.load();
        GradientHook hook = new GradientHook(replacement);
        hook.retainReference();
        return hook;
    }

    @Override
    public TensorBase call(TensorBase gradient) {
        Tensor found = replacement.apply(new Tensor(gradient));
        returned.set(found);
        return found;
    }
}
