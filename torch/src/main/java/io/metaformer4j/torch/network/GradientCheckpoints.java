package io.metaformer4j.torch.network;

import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * Gradient checkpointing: a forward pass that keeps only the input of every step, and a backward pass that computes each step
 * again, last first, to get its gradients. It ends where everything before is frozen.
 */
public final class GradientCheckpoints implements AutoCloseable {

    /** A step, the map that went into it, and the circumstances of the pass. */
    private record Entry(BackboneStep step, Tensor input, ForwardPass pass, Autocast autocast) {}

    private final List<Entry> entries = new ArrayList<>();
    /** The maps behind the steps, into which gradients flow from above; one for each entry. */
    private final List<Tensor> outputs = new ArrayList<>();

    /** Runs the chain without a gradient graph between its steps. */
    public Tensor forward(List<BackboneStep> steps, Tensor images, ForwardPass pass, ObjIntConsumer<Tensor> onStage) {
        requireUsed();
        Autocast autocast = Autocast.current(images.is_cuda());
        Tensor current = images.detach().<Tensor>retainReference();
        try {
            for (BackboneStep step : steps) {
                Tensor input = current;
                current = withoutGraph(step, input, pass);
                entries.add(new Entry(step, input, pass.repeated(), autocast));
                outputs.add(current);
                Backbone.notifyObservers(step, current, pass.observer(), onStage);
            }
        } catch (RuntimeException | Error e) {
            if (entries.isEmpty()) { // else it is the output of an entry, which is released with it
                current.releaseReference();
            }
            throw e;
        }
        return new Tensor(current);
    }

    private static Tensor withoutGraph(BackboneStep step, Tensor input, ForwardPass pass) {
        try (PointerScope ignored = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor output = step.layer().forward(input, pass).detach();
            output.set_requires_grad(input.requires_grad() || step.learns());
            return output.<Tensor>retainReference();
        }
    }

    /** A gradient that arrived but was never taken further would silently leave the first layers untrained. */
    private void requireUsed() {
        for (Tensor output : outputs) {
            try (PointerScope ignored = new PointerScope()) {
                if (output.grad().defined()) {
                    throw new MetaFormerException("gradients of the last step stopped at a checkpoint;"
                            + " with gradient checkpointing call network.backward(loss) instead of loss.backward()");
                }
            }
        }
        close();
    }

    /** Takes the gradients that arrived behind the last step back to the first. */
    public void backward() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (outputs.get(i).requires_grad()) { // else everything up to here is frozen
                backward(entries.get(i), outputs.get(i));
            }
        }
        close();
    }

    private static void backward(Entry entry, Tensor kept) {
        try (PointerScope ignored = new PointerScope()) {
            Tensor gradient = kept.grad();
            if (gradient.defined()) {
                Tensor output =
                        entry.autocast().compute(() -> entry.step().layer().forward(entry.input(), entry.pass()));
                if (output.requires_grad()) { // else the step passes nothing on that learns
                    output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
                }
            }
        }
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.input().releaseReference());
        if (!outputs.isEmpty()) {
            outputs.get(outputs.size() - 1).releaseReference();
        }
        entries.clear();
        outputs.clear();
    }
}
