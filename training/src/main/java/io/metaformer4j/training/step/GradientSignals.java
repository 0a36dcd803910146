package io.metaformer4j.training.step;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;

/**
 * Tells during a backward pass which gradients are complete. libtorch calls the hook of a parameter right before it adds to its
 * gradient, and it makes one step after the other: on the thread that asked for the pass on processors, and for each graphics
 * card on a thread of its own, while the one that asked waits. So when the next hook is called, or the pass is over, the addition
 * is done, or on a card has its place in the stream before all that is asked of the card from then on.
 *
 * <p>Confined to one thread at a time. libtorch does not own the hooks, so this is closed after the network, or when no gradients are
 * computed any more.
 */
public final class GradientSignals implements AutoCloseable {

    private static final int NONE = -1;

    private final List<Parameter> parameters;
    private final List<Hook> hooks = new ArrayList<>();
    private Optional<IntConsumer> listener = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();
    private int adding = NONE;

    /**
     * Listens to those parameters that learn.
     *
     * @param parameters parameters of one network, all on one device
     */
    public GradientSignals(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        try (TensorScope scope = TensorScope.open()) {
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).tensor().requires_grad()) {
                    Hook hook = new Hook(i, this::adds);
                    hook.retainReference();
                    hooks.add(hook);
                    parameters.get(i).tensor().register_hook(hook);
                }
            }
        }
    }

    /** What libtorch calls for one parameter. */
    private static final class Hook extends VoidTensorHook {

        private final int parameter;
        private final IntConsumer adds;

        Hook(int parameter, IntConsumer adds) {
            this.parameter = parameter;
            this.adds = adds;
        }

        @Override
        public void call(TensorBase gradient) {
            gradient.close(); // a gradient that somebody else holds would be copied
            adds.accept(parameter);
        }
    }

    /**
     * The parameters that this listens to.
     *
     * @return all that were given, by whose places they are told
     */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Runs backward passes.
     *
     * @param passes runs them; may be none
     * @param complete gets the place of each parameter whose gradient is complete, as soon as that is known. What it throws does
     *     not disturb the pass: after it nothing is told any more, and at the end it is thrown
     */
    public void during(Runnable passes, IntConsumer complete) {
        listener = Optional.of(complete);
        failure = Optional.empty();
        adding = NONE;
        try {
            passes.run();
            adds(NONE);
        } finally {
            listener = Optional.empty();
        }
        failure.ifPresent(thrown -> {
            throw thrown;
        });
    }

    /** Now another gradient is added to, so that the one before is complete. */
    private void adds(int parameter) {
        int before = adding;
        adding = parameter;
        if (before == NONE || failure.isPresent()) {
            return;
        }
        try {
            listener.ifPresent(told -> told.accept(before));
        } catch (RuntimeException e) { // on its way through libtorch it would lose its type
            failure = Optional.of(e);
        }
    }

    @Override
    public void close() {
        hooks.forEach(Hook::close);
    }
}
