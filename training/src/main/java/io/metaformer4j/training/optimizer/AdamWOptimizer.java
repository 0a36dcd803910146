package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW on libtorch's fused kernel, one native call for each group. The state lies in memory exactly as its parameter does,
 * because the kernel walks through both in storage order.
 */
final class AdamWOptimizer implements Optimizer {

    private static final String STEP = "step";
    private static final String AVERAGE = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";

    private final OptimizerSpec.AdamW spec;
    private final List<ParameterGroup> groups;
    private final List<List<Moments>> moments = new ArrayList<>();
    private final ListOps ops = new ListOps();
    private boolean layoutsChecked;

    /** The state of one parameter; {@code step} is a float32 scalar, as in PyTorch. */
    private record Moments(Tensor step, Tensor average, Tensor square) implements AutoCloseable {
        static Moments zeros(Tensor parameter) {
            try (TensorScope ignored = TensorScope.open()) {
                Tensor like = parameter.detach();
                Moments moments = new Moments(
                        full(new long[0], new Scalar(0.0)), new Tensor(zeros_like(like)), new Tensor(zeros_like(like)));
                moments.step.retainReference();
                moments.average.retainReference();
                moments.square.retainReference();
                return moments;
            }
        }

        Map<String, Tensor> named() {
            return Map.of(STEP, step, AVERAGE, average, SQUARE, square);
        }

        @Override
        public void close() {
            step.close();
            average.close();
            square.close();
        }
    }

    AdamWOptimizer(OptimizerSpec.AdamW spec, List<ParameterGroup> groups) {
        this.spec = spec;
        this.groups = List.copyOf(groups);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (ParameterGroup group : groups) {
                moments.add(group.parameters().stream()
                        .map(parameter -> Moments.zeros(parameter.tensor()))
                        .toList());
            }
        }
    }

    @Override
    public List<ParameterGroup> groups() {
        return groups;
    }

    @Override
    public void step(double rate) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int g = 0; g < groups.size(); g++) {
                step(groups.get(g), moments.get(g), rate);
            }
            layoutsChecked = true;
        }
    }

    private void step(ParameterGroup group, List<Moments> state, double rate) {
        List<Tensor> parameters = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        List<Moments> used = new ArrayList<>();
        for (int i = 0; i < state.size(); i++) {
            Parameter parameter = group.parameters().get(i);
            Tensor gradient = new Tensor(parameter.tensor().grad());
            if (gradient.defined()) {
                requireSameLayout(parameter, gradient);
                parameters.add(parameter.tensor());
                gradients.add(gradient);
                used.add(state.get(i));
            }
        }
        if (parameters.isEmpty()) {
            return;
        }
        ListOps.AdamWLists lists = new ListOps.AdamWLists(
                ListOps.list(parameters),
                ListOps.list(gradients),
                ListOps.list(used.stream().map(Moments::average).toList()),
                ListOps.list(used.stream().map(Moments::square).toList()),
                ListOps.list(used.stream().map(Moments::step).toList()));
        ops.add(lists.steps(), 1);
        ops.adamW(lists, rate, spec, group.weightDecay());
        ListOps.markChanged(parameters);
    }

    /** The fused kernel would silently mix up elements; autograd keeps the layout, so one look at the first step suffices. */
    private void requireSameLayout(Parameter parameter, Tensor gradient) {
        if (layoutsChecked) {
            return;
        }
        long[] sides = gradient.shape();
        for (int d = 0; d < sides.length; d++) {
            long ours = gradient.stride(d);
            long theirs = parameter.tensor().stride(d);
            if (sides[d] > 1 && ours != theirs) {
                throw new IllegalStateException("gradient of " + parameter.name() + " has stride " + ours
                        + " in dimension " + d + ", its parameter " + theirs);
            }
        }
    }

    @Override
    public List<Map<String, Tensor>> state() {
        return moments.stream().flatMap(List::stream).map(Moments::named).toList();
    }

    @Override
    public void restore(List<Map<String, WeightTensor>> state) {
        List<Map<String, Tensor>> own = state();
        if (state.size() != own.size()) {
            throw new MetaFormerException("the optimizer state has " + state.size() + " entries, but the network has "
                    + own.size() + " trained parameters; was it saved by another model?");
        }
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < own.size(); i++) {
                for (Map.Entry<String, Tensor> entry : own.get(i).entrySet()) {
                    copy(i, entry.getKey(), state.get(i).get(entry.getKey()), entry.getValue());
                }
            }
        }
    }

    private static void copy(int index, String name, WeightTensor from, Tensor to) {
        if (from == null || !Arrays.equals(from.shape(), to.shape())) {
            throw new MetaFormerException("the optimizer state " + index + " has "
                    + (from == null ? "no " + name : name + " of shape " + Arrays.toString(from.shape()))
                    + ", but the parameter has shape " + Arrays.toString(to.shape()));
        }
        to.copy_(Tensors.of(from.toFloats(), from.shape()));
    }

    @Override
    public void close() {
        moments.forEach(group -> group.forEach(Moments::close));
        ops.close();
    }
}
