package io.metaformer4j.weights.load;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.GeometricKernel;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Draws fresh weights as the papers start training with, without an engine. Each tensor has a random stream of its own, which
 * depends on the seed and its name only.
 */
public final class InitialWeights {

    /**
     * 2^64 over the golden ratio, made odd: the increment of SplitMix64 ("Fast splittable pseudorandom number generators",
     * OOPSLA 2014). It sets neighbouring seeds further apart than a hash of 32 bits that is added reaches.
     */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;

    /**
     * Creates a source of fresh weights. It has no state: the same tensor is drawn equal every time.
     *
     * @param seed the seed
     */
    public InitialWeights(long seed) {
        this.seed = seed;
    }

    /**
     * Draws a whole network.
     *
     * @param architecture the network
     * @return all tensors under canonical names, in layout order; float32, counters int64
     */
    public Map<String, WeightTensor> draw(Architecture architecture) {
        List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
        List<WeightTensor> drawn =
                specs.parallelStream().map(this::draw).toList(); // streams of their own, so any order
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            tensors.put(specs.get(i).name(), drawn.get(i));
        }
        return tensors;
    }

    /**
     * Draws one tensor.
     *
     * @param spec what to draw
     * @return a float32 tensor, int64 for counters
     */
    public WeightTensor draw(ParameterSpec spec) {
        long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        int count = Math.toIntExact(spec.elements());
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            return WeightTensor.ofLongs(new long[count], shape);
        }
        return WeightTensor.ofFloats(values(spec, count), shape);
    }

    private float[] values(ParameterSpec spec, int count) {
        int columns = spec.shape().isEmpty() ? 1 : spec.shape().get(spec.shape().size() - 1);
        return spec.initializer().accept(new Draw(count, columns, random(spec.name())));
    }

    /**
     * Draws values by any rule.
     *
     * @param count number of values
     * @param columns length of the last axis
     * @param random the stream of the tensor
     */
    private record Draw(int count, int columns, RandomGenerator random) implements Initializer.Visitor<float[]> {
        @Override
        public float[] constant(Initializer.Constant rule) {
            float[] values = new float[count];
            Arrays.fill(values, (float) rule.value());
            return values;
        }

        @Override
        public float[] truncatedNormal(Initializer.TruncatedNormal rule) {
            float[] values = new float[count];
            for (int i = 0; i < values.length; i++) {
                double value;
                do {
                    value = random.nextGaussian() * rule.std();
                } while (Math.abs(value) > rule.bound());
                values[i] = (float) value;
            }
            return values;
        }

        @Override
        public float[] uniform(Initializer.Uniform rule) {
            float[] values = new float[count];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * rule.bound());
            }
            return values;
        }

        @Override
        public float[] softmaxRandom(Initializer.SoftmaxRandom rule) {
            float[] values = new float[count];
            double[] row = new double[columns];
            for (int start = 0; start < values.length; start += columns) {
                double sum = 0;
                for (int i = 0; i < columns; i++) {
                    row[i] = Math.exp(random.nextDouble());
                    sum += row[i];
                }
                for (int i = 0; i < columns; i++) {
                    values[start + i] = (float) (row[i] / sum);
                }
            }
            return values;
        }

        @Override
        public float[] geometric(Initializer.Geometric rule) {
            float[] values = new float[count];
            float[] kernel = GeometricKernel.values(rule.size(), rule.order(), rule.sine());
            for (int i = 0; i < values.length; i++) {
                values[i] = kernel[i % kernel.length];
            }
            return values;
        }
    }

    private RandomGenerator random(String name) {
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(seed * GOLDEN_GAMMA + hash.getValue());
    }
}
