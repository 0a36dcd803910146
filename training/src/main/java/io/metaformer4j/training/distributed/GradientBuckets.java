package io.metaformer4j.training.distributed;

import static org.bytedeco.pytorch.global.torch.empty_like;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;

/**
 * Gradients side by side in a few long vectors, since one long message takes less time than hundreds of short ones. Behind the
 * gradients of a vector stands a 1 for each parameter that has one: in the sum of all processes, a 0 says that nobody has. The
 * vectors lie where the parameters do, and are used again and again, for any parameters of the same sizes. Confined to one
 * thread at a time.
 */
final class GradientBuckets implements AutoCloseable {

    /** Values of a vector, 25 MiB, unless a single parameter is longer. */
    private static final long LONGEST = (25L << 20) / Float.BYTES;

    private final List<Long> sizes;
    private final List<Bucket> buckets = new ArrayList<>();

    /** The parameters from one to before another share a vector. */
    private record Bucket(int from, int to, long values, Tensor vector) {

        void fill(List<Parameter> parameters) {
            Tensor present = flags();
            present.fill_(new Scalar(1.0)); // nothing is copied to a card here, which would wait for the backward pass
            long at = 0;
            for (int i = 0; i < to - from; i++) {
                Tensor parameter = parameters.get(from + i).tensor();
                Tensor gradient = new Tensor(parameter.grad());
                Tensor place = place(parameter, at);
                if (gradient.defined()) {
                    place.copy_(gradient);
                } else {
                    place.zero_();
                    present.narrow(0, i, 1).zero_();
                }
                at += parameter.numel();
            }
        }

        void spread(List<Parameter> parameters) {
            float[] present = Tensors.toFloats(flags());
            long at = 0;
            for (int i = 0; i < present.length; i++) {
                Tensor parameter = parameters.get(from + i).tensor();
                if (present[i] > 0) {
                    Tensor gradient = parameter.mutable_grad();
                    if (!gradient.defined()) {
                        gradient.put(empty_like(parameter)); // lies in memory as the parameter does
                    }
                    gradient.copy_(place(parameter, at));
                }
                at += parameter.numel();
            }
        }

        private Tensor place(Tensor parameter, long at) {
            return vector.narrow(0, at, parameter.numel()).view(parameter.shape());
        }

        private Tensor flags() {
            return vector.narrow(0, values, (long) to - from);
        }
    }

    /** Vectors for the gradients of some parameters, the same in all processes. */
    GradientBuckets(List<Parameter> parameters) {
        this(parameters, LONGEST);
    }

    /** The same with vectors of so many values, unless a single parameter is longer. */
    GradientBuckets(List<Parameter> parameters, long longest) {
        this.sizes = sizes(parameters);
        try (TensorScope ignored = TensorScope.open()) {
            TensorOptions where = parameters.isEmpty()
                    ? new TensorOptions()
                    : new TensorOptions(parameters.get(0).tensor().device());
            divide(longest, where);
        }
    }

    private void divide(long longest, TensorOptions where) {
        int from = 0;
        long values = 0;
        for (int i = 0; i < sizes.size(); i++) {
            if (from < i && values + sizes.get(i) > longest) {
                add(from, i, values, where);
                from = i;
                values = 0;
            }
            values += sizes.get(i);
        }
        add(from, sizes.size(), values, where);
    }

    private static List<Long> sizes(List<Parameter> parameters) {
        return parameters.stream().map(parameter -> parameter.tensor().numel()).toList();
    }

    private void add(int from, int to, long values, TensorOptions where) {
        Tensor vector = zeros(new long[] {values + to - from}, where);
        vector.retainReference();
        buckets.add(new Bucket(from, to, values, vector));
    }

    /** Whether the vectors are for parameters of these sizes. */
    boolean fit(List<Parameter> parameters) {
        return sizes.equals(sizes(parameters));
    }

    /** How many vectors there are. */
    int count() {
        return buckets.size();
    }

    /** Place of the first parameter whose gradient lies in a vector; those before it lie in earlier ones. */
    int first(int bucket) {
        return buckets.get(bucket).from();
    }

    /** Copies the gradients of a vector and returns it. */
    Tensor fill(int bucket, List<Parameter> parameters) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            buckets.get(bucket).fill(parameters);
        }
        return buckets.get(bucket).vector();
    }

    /** Makes what the vectors hold now the gradients. */
    void spread(List<Parameter> parameters) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            buckets.forEach(bucket -> bucket.spread(parameters));
        }
    }

    @Override
    public void close() {
        buckets.forEach(bucket -> bucket.vector().close());
    }
}
