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
        Initializer initializer = spec.initializer();
        float[] values = new float[count];
        if (initializer instanceof Initializer.Constant constant) {
            Arrays.fill(values, (float) constant.value());
        } else if (initializer instanceof Initializer.TruncatedNormal normal) {
            fillTruncatedNormal(values, normal, random(spec.name()));
        } else if (initializer instanceof Initializer.Uniform uniform) {
            RandomGenerator random = random(spec.name());
            for (int i = 0; i < count; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * uniform.bound());
            }
        } else if (initializer instanceof Initializer.SoftmaxRandom) {
            fillSoftmax(values, spec.shape().get(spec.shape().size() - 1), random(spec.name()));
        } else if (initializer instanceof Initializer.Geometric kernel) {
            float[] one = GeometricKernel.values(kernel.size(), kernel.order(), kernel.sine());
            for (int i = 0; i < count; i++) {
                values[i] = one[i % one.length];
            }
        } else {
            throw new IllegalStateException("no rule to draw " + initializer);
        }
        return values;
    }

    private static void fillTruncatedNormal(
            float[] values, Initializer.TruncatedNormal normal, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) {
            double value;
            do {
                value = random.nextGaussian() * normal.std();
            } while (Math.abs(value) > normal.bound());
            values[i] = (float) value;
        }
    }

    private static void fillSoftmax(float[] values, int columns, RandomGenerator random) {
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
    }

    private RandomGenerator random(String name) {
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + hash.getValue());
    }
}
