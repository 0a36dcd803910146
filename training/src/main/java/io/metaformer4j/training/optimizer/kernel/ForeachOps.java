package io.metaformer4j.training.optimizer.kernel;

import static org.bytedeco.pytorch.global.torch.linalg_vector_norm;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.ScriptTypeParser;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * libtorch's operations on whole lists of tensors. They are missing from the Java interface because their names begin with
 * an underscore, so they are called through the dispatcher. Results belong to the open scope. Confined to one thread.
 */
public final class ForeachOps implements AutoCloseable {

    private final Map<String, OperatorHandle> handles = new HashMap<>();

    /** Looks up nothing yet. */
    public ForeachOps() {}

    /** A list that can be handed to native code, owned by the open scope. */
    public static IValue list(List<Tensor> tensors) {
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
    public static void markChanged(List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            tensor.unsafeGetTensorImpl().bump_version();
        }
    }

    /** {@code tensor += number} for each tensor. */
    public void add(IValue tensors, double number) {
        call("aten::_foreach_add_", "Scalar", tensors, new IValue(number));
    }

    /** {@code tensor += other} for each pair. */
    public void add(IValue tensors, IValue others) {
        call("aten::_foreach_add_", "List", tensors, others, new IValue(1L));
    }

    /** {@code tensor += factor * other} for each pair. */
    public void add(IValue tensors, IValue others, double factor) {
        call("aten::_foreach_add_", "List", tensors, others, new IValue(factor));
    }

    /** {@code tensor += factor * left * right} for each triple. */
    public void addProduct(IValue tensors, IValue lefts, IValue rights, double factor) {
        call("aten::_foreach_addcmul_", "Scalar", tensors, lefts, rights, new IValue(factor));
    }

    /** {@code tensor += factor * numerator / denominator} for each triple. */
    public void addQuotient(IValue tensors, IValue numerators, IValue denominators, double factor) {
        call("aten::_foreach_addcdiv_", "Scalar", tensors, numerators, denominators, new IValue(factor));
    }

    /** {@code tensor *= number} for each tensor. */
    public void multiply(IValue tensors, double number) {
        call("aten::_foreach_mul_", "Scalar", tensors, new IValue(number));
    }

    /** {@code tensor *= other} for each pair; an other of one value counts for the whole tensor. */
    public void multiply(IValue tensors, IValue others) {
        call("aten::_foreach_mul_", "List", tensors, others);
    }

    /** {@code tensor += weight * (end - tensor)} for each tensor. */
    public void interpolate(IValue tensors, IValue ends, double weight) {
        call("aten::_foreach_lerp_", "Scalar", tensors, ends, new IValue(weight));
    }

    /** Cuts the values of each tensor off at {@code -bound} and {@code bound}. */
    public void clamp(IValue tensors, double bound) {
        call("aten::_foreach_clamp_min_", "Scalar", tensors, new IValue(-bound));
        call("aten::_foreach_clamp_max_", "Scalar", tensors, new IValue(bound));
    }

    /** Replaces the values of each tensor by -1, 0 or 1. */
    public void signs(IValue tensors) {
        call("aten::_foreach_sign_", "", tensors);
    }

    /** Fills each tensor with zeros. */
    public void clear(IValue tensors) {
        call("aten::_foreach_zero_", "", tensors);
    }

    /** New tensors {@code number * tensor}. */
    public IValue product(IValue tensors, double number) {
        return result(call("aten::_foreach_mul", "Scalar", tensors, new IValue(number)));
    }

    /** New tensors {@code numerator / denominator}. */
    public IValue quotient(IValue numerators, IValue denominators) {
        return result(call("aten::_foreach_div", "List", numerators, denominators));
    }

    /** New tensors {@code factor * sqrt(tensor) + shift}, what Adam and its kin divide by. */
    public IValue shiftedRoots(IValue tensors, double factor, double shift) {
        IValue roots = result(call("aten::_foreach_sqrt", "", tensors));
        multiply(roots, factor);
        add(roots, shift);
        return roots;
    }

    /** The norm of each tensor, as a vector of as many values. */
    public Tensor norms(IValue tensors, double exponent) {
        IValueVector stack = call("aten::_foreach_norm", "Scalar", tensors, new IValue(exponent), new IValue());
        TensorVector norms = stack.get(0).toTensorVector();
        return org.bytedeco.pytorch.global.torch.stack(norms, 0);
    }

    /** The norm of the values of all tensors together, of which there is at least one. */
    public double norm(IValue tensors, double exponent) {
        return linalg_vector_norm(
                        norms(tensors, exponent),
                        new Scalar(exponent),
                        new LongArrayRefOptional(),
                        false,
                        new ScalarTypeOptional())
                .item_double();
    }

    /** One step of AdamW; the steps are counted already. */
    public void adamW(AdamWLists lists, double rate, AdamWNumbers numbers, double weightDecay) {
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
                new IValue(numbers.beta1()),
                new IValue(numbers.beta2()),
                new IValue(weightDecay),
                new IValue(numbers.epsilon()),
                new IValue(false),
                new IValue(false),
                new IValue(),
                new IValue());
    }

    /** One step of stochastic gradient descent; the momentum of all tensors exists already. */
    public void sgd(SgdLists lists, double rate, double momentum, boolean nesterov, double weightDecay) {
        call(
                "aten::_fused_sgd_",
                "",
                lists.parameters(),
                lists.gradients(),
                lists.momenta(),
                new IValue(weightDecay),
                new IValue(momentum),
                new IValue(rate),
                new IValue(0.0),
                new IValue(nesterov),
                new IValue(false),
                new IValue(false),
                new IValue(),
                new IValue());
    }

    /** The lists of tensors that stochastic gradient descent works on; the momenta are empty if it has none. */
    public record SgdLists(IValue parameters, IValue gradients, IValue momenta) {}

    /** The lists of tensors that AdamW works on, all in the same order. */
    public record AdamWLists(IValue parameters, IValue gradients, IValue averages, IValue squares, IValue steps) {}

    /** The numbers of AdamW that no schedule and no group changes. */
    public record AdamWNumbers(double beta1, double beta2, double epsilon) {}

    private IValueVector call(String name, String overload, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handles.computeIfAbsent(name + "." + overload, key -> find(name, overload))
                .callBoxed(stack);
        return stack;
    }

    /** A handle of its own to the list that an operation left on the stack. */
    private static IValue result(IValueVector stack) {
        return new IValue(stack.get(0));
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
