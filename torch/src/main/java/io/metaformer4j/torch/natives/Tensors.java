package io.metaformer4j.torch.natives;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Moves numbers between Java arrays and tensors. */
public final class Tensors {

    private Tensors() {}

    /**
     * Copies floats into a new tensor on the CPU.
     *
     * @param values row-major values, as many as the shape holds
     * @param shape sides
     * @return a float32 tensor owned by the open scope or the caller
     * @throws IllegalArgumentException if the shape holds another number of values
     */
    public static Tensor of(float[] values, long... shape) {
        requireElements(values.length, shape);
        NativeLibraries.load();
        Tensor tensor = empty(shape);
        try (TensorScope ignored = TensorScope.open()) {
            tensor.data_ptr_float().put(values, 0, values.length);
        }
        return tensor;
    }

    /**
     * Copies the remaining floats of a buffer into a new tensor on the CPU; the buffer's position does not move.
     *
     * @param values row-major values, as many as the shape holds
     * @param shape sides
     * @return a float32 tensor owned by the open scope or the caller
     * @throws IllegalArgumentException if the shape holds another number of values
     */
    public static Tensor of(FloatBuffer values, long... shape) {
        requireElements(values.remaining(), shape);
        NativeLibraries.load();
        Tensor tensor = empty(shape);
        try (TensorScope ignored = TensorScope.open()) {
            FloatPointer memory = tensor.data_ptr_float().capacity(values.remaining());
            memory.asBuffer().put(values.duplicate());
        }
        return tensor;
    }

    /**
     * Copies integers into a new vector on the CPU, for instance the classes of a batch.
     *
     * @param values where the integers are
     * @param from index of the first
     * @param count how many
     * @return an int64 tensor {@code [count]} owned by the open scope or the caller
     */
    public static Tensor of(int[] values, int from, int count) {
        long[] wide = new long[count];
        for (int i = 0; i < count; i++) {
            wide[i] = values[from + i];
        }
        NativeLibraries.load();
        Tensor tensor = zeros(new long[] {count}, new TensorOptions(ScalarType.Long));
        try (TensorScope ignored = TensorScope.open()) {
            tensor.data_ptr_long().put(wide, 0, count);
        }
        return tensor;
    }

    /**
     * Copies a tensor of any device, layout and floating-point format into an array.
     *
     * @param tensor the tensor
     * @return its values, row-major
     */
    public static float[] toFloats(Tensor tensor) {
        try (TensorScope ignored = TensorScope.open()) {
            Tensor plain = tensor.detach().cpu().to(ScalarType.Float).contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            if (values.length > 0) {
                plain.data_ptr_float().get(values);
            }
            return values;
        }
    }

    private static void requireElements(long values, long... shape) {
        long product = 1;
        for (long side : shape) {
            product *= side;
        }
        if (product != values) {
            throw new IllegalArgumentException(
                    values + " values do not fill a tensor of shape " + Arrays.toString(shape));
        }
    }
}
