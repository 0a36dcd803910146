package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.ScriptTypeParser;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * libtorch's operations on whole lists of tensors. They are missing from the Java interface because their names begin with
 * an underscore, so they are called through the dispatcher.
 */
final class ForeachOps implements AutoCloseable {

    private final Map<String, OperatorHandle> handles = new HashMap<>();

    /** A list that can be handed to native code, owned by the open scope. */
    static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new ScriptTypeParser().parseType("Tensor"));
        list.reserve(tensors.size());
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    /**
     * Tells those who keep something derived from tensors that their values have changed; the operations below, unlike all
     * others of libtorch, do not.
     */
    static void markChanged(List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            tensor.unsafeGetTensorImpl().bump_version();
        }
    }

    /** {@code tensor += number} for each tensor. */
    void add(IValue tensors, double number) {
        call("aten::_foreach_add_", "Scalar", tensors, new IValue(number));
    }

    /** {@code tensor += other} for each pair. */
    void add(IValue tensors, IValue others) {
        call("aten::_foreach_add_", "List", tensors, others, new IValue(1L));
    }

    /** {@code tensor *= number} for each tensor. */
    void multiply(IValue tensors, double number) {
        call("aten::_foreach_mul_", "Scalar", tensors, new IValue(number));
    }

    /** {@code tensor += weight * (end - tensor)} for each tensor. */
    void interpolate(IValue tensors, IValue ends, double weight) {
        call("aten::_foreach_lerp_", "Scalar", tensors, ends, new IValue(weight));
    }

    /** The norm of each tensor, as scalars. */
    Tensor norms(IValue tensors, double type) {
        IValueVector stack = call("aten::_foreach_norm", "Scalar", tensors, new IValue(type), new IValue());
        TensorVector norms = stack.get(0).toTensorVector();
        return org.bytedeco.pytorch.global.torch.stack(norms, 0);
    }

    /** One step of AdamW. */
    void adamW(AdamWLists lists, double rate, OptimizerSpec.AdamW spec, double weightDecay) {
        call(
                "aten::_fused_adamw_",
                "",
                lists.parameters(),
                lists.gradients(),
                lists.averages(),
                lists.squares(),
                list(List.of()),
                lists.steps(),
                new IValue(rate),
                new IValue(spec.beta1()),
                new IValue(spec.beta2()),
                new IValue(weightDecay),
                new IValue(spec.epsilon()),
                new IValue(false),
                new IValue(false),
                new IValue(),
                new IValue());
    }

    /** One step of stochastic gradient descent; the momentum of all tensors exists already. */
    void sgd(SgdLists lists, double rate, OptimizerSpec.Sgd spec, double weightDecay) {
        call(
                "aten::_fused_sgd_",
                "",
                lists.parameters(),
                lists.gradients(),
                lists.momenta(),
                new IValue(weightDecay),
                new IValue(spec.momentum()),
                new IValue(rate),
                new IValue(0.0),
                new IValue(spec.nesterov()),
                new IValue(false),
                new IValue(false),
                new IValue(),
                new IValue());
    }

    /** The lists of tensors that stochastic gradient descent works on; the momenta are empty if it has none. */
    record SgdLists(IValue parameters, IValue gradients, IValue momenta) {}

    /** The lists of tensors that AdamW works on, all in the same order. */
    record AdamWLists(IValue parameters, IValue gradients, IValue averages, IValue squares, IValue steps) {}

    private IValueVector call(String name, String overload, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handles.computeIfAbsent(name + "." + overload, key -> find(name, overload))
                .callBoxed(stack);
        return stack;
    }

    private static OperatorHandle find(String name, String overload) {
        try (TensorScope ignored = TensorScope.open()) {
            OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, overload);
            handle.retainReference();
            return handle;
        }
    }

    @Override
    public void close() {
        handles.values().forEach(Pointer::close);
        handles.clear();
    }
}
