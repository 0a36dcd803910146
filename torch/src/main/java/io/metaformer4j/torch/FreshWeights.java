package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.createCPUGenerator;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.zoo.GeometricKernel;
import io.metaformer4j.zoo.Initializer;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Draws the first values of a network. Each tensor has a random stream of its own that depends on the seed and its name only,
 * so that equal layers of different networks start equal.
 */
final class FreshWeights {

    private final long seed;

    FreshWeights(long seed) {
        this.seed = seed;
    }

    /** A new float32 tensor (int64 for counters) on the CPU, owned by the open scope. */
    Tensor create(ParameterSpec spec) {
        long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            return zeros(shape, new TensorOptions(ScalarType.Long));
        }
        Initializer initializer = spec.initializer();
        if (initializer instanceof Initializer.Constant constant) {
            return full(shape, new Scalar(constant.value()), new TensorOptions(ScalarType.Float));
        } else if (initializer instanceof Initializer.TruncatedNormal normal) {
            return truncatedNormal(empty(shape), normal, generator(spec.name()));
        } else if (initializer instanceof Initializer.Uniform uniform) {
            return empty(shape).uniform_(-uniform.bound(), uniform.bound(), generator(spec.name()));
        } else if (initializer instanceof Initializer.SoftmaxRandom) {
            return empty(shape).uniform_(0, 1, generator(spec.name())).softmax(-1);
        } else if (initializer instanceof Initializer.Geometric kernel) {
            float[] values = GeometricKernel.values(kernel.size(), kernel.order(), kernel.sine());
            return Tensors.of(values, 1, 1, kernel.size(), kernel.size()).repeat(shape[0], 1, 1, 1);
        }
        throw new IllegalStateException("no rule to draw " + initializer);
    }

    private static Tensor truncatedNormal(
            Tensor values, Initializer.TruncatedNormal normal, GeneratorOptional generator) {
        values.normal_(0, normal.std(), generator);
        Scalar bound = new Scalar(normal.bound());
        Tensor outside = values.abs().gt(bound);
        while (outside.any().item_bool()) {
            Tensor again = empty(values.shape()).normal_(0, normal.std(), generator);
            values.copy_(again.where(outside, values));
            outside = values.abs().gt(bound);
        }
        return values;
    }

    private GeneratorOptional generator(String name) {
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        return new GeneratorOptional(createCPUGenerator(Randomness.mix(seed, hash.getValue())));
    }
}
