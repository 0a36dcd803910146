package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;

/**
 * What products and convolutions of fewer bits are good for on this processor, found by computing some. Those of integers are taken only
 * if they are exact: processors without VNNI add two products of bytes in 16 bits, where the sum can be cut off.
 *
 * @param products what was found of products of matrices
 * @param convolutions what was found of convolutions
 */
public record NarrowSupport(Formats products, Formats convolutions) {

    private static final int ROWS = 16;
    private static final int INNER = 256;
    private static final int COLUMNS = 64;

    /** The sides of the map that a convolution is tried on. */
    private static final int SIDE = 11;

    /**
     * Formats that can be used.
     *
     * @param bytes whether sums of products of bytes are exact, and made by machine code
     * @param bfloat16 whether those of bfloat16 are right, and the processor has instructions for them; without, they would take many
     *     times as long as those of float32
     */
    public record Formats(boolean bytes, boolean bfloat16) {}

    /** What the whole numbers of a product are made of. */
    private record Trial(ElementType source, ElementType weights, int value, int weight) {

        float[] values(int count) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = value - i % 3;
            }
            return values;
        }

        /** Numbers whose signs change after every second one of those that are added up. */
        float[] weights(int count, int distance) {
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                int sign = i / distance / 2 % 2 == 0 ? 1 : -1;
                weights[i] = sign * (weight - i % 2);
            }
            return weights;
        }
    }

    /** A convolution without a border. */
    private record Kernels(int inputs, int outputs, int side, int stride) {

        int outSide() {
            return (SIDE - side) / stride + 1;
        }
    }

    /** The stem's channels of a picture, and some that fill vectors but for the last. */
    private static final List<Kernels> KERNELS = List.of(new Kernels(3, 64, 7, 4), new Kernels(72, 40, 3, 2));

    /** What was found in this process; a class initializer runs once, whichever thread comes first. */
    private static final class Found {

        static final NarrowSupport OF_PROCESS = onThreadOfItsOwn();

        private Found() {}
    }

    /**
     * What was found in this process, once.
     *
     * @return what products of fewer bits are good for
     * @throws DnnlException if the natives are missing
     */
    public static NarrowSupport ofProcess() {
        DnnlLibrary.load();
        return Found.OF_PROCESS;
    }

    /** The calling thread keeps its OpenMP settings. */
    private static NarrowSupport onThreadOfItsOwn() {
        FutureTask<NarrowSupport> task = new FutureTask<>(() -> {
            ThreadLimit.toCallingThread();
            return examine();
        });
        Thread thread = new Thread(task, "metaformer-examination");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("products of fewer bits could not be tried", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Computes a few small products. */
    static NarrowSupport examine() {
        try (PrimitiveFactory factory = new PrimitiveFactory()) {
            // each sum of two neighbours would be cut off in 16 bits: 2 * 255 * 127 > 32767
            Trial bytes = new Trial(ElementType.UINT8, ElementType.INT8, 255, 127);
            // numbers of a few bits and their sums are exact in both formats
            Trial halves = new Trial(ElementType.BFLOAT16, ElementType.BFLOAT16, 15, 3);
            boolean instructions = hasInstructions();
            return new NarrowSupport(
                    new Formats(isExact(factory, bytes), instructions && isExact(factory, halves)),
                    new Formats(convolvesExactly(factory, bytes), instructions && convolvesExactly(factory, halves)));
        }
    }

    /** AVX512_BF16 or AMX; oneDNN says it of processors of this family only. */
    private static boolean hasInstructions() {
        int wanted = dnnl_cpu_isa_avx512_core_bf16;
        boolean asked = Loader.getPlatform().endsWith("x86_64");
        return !asked || (dnnl_get_effective_cpu_isa() & wanted) == wanted;
    }

    private static boolean isExact(PrimitiveFactory factory, Trial trial) {
        float[] values = trial.values(ROWS * INNER);
        float[] weights = trial.weights(INNER * COLUMNS, COLUMNS);
        float[] sums = new float[ROWS * COLUMNS];
        for (int i = 0; i < sums.length; i++) {
            for (int k = 0; k < INNER; k++) {
                sums[i] += values[i / COLUMNS * INNER + k] * weights[k * COLUMNS + i % COLUMNS];
            }
        }
        StridedShape shape = StridedShape.dense(ROWS, INNER).of(trial.source());
        try (NativeMemory wide = NativeMemory.of(values);
                PackedTensor packed =
                        new PackedTensor(factory, StridedShape.dense(INNER, COLUMNS), weights, trial.weights())) {
            return computes(
                    factory,
                    () -> factory.product(
                            shape, packed, /* bias= */ false, StridedShape.dense(ROWS, COLUMNS), PostOperations.NONE),
                    new Operands(wide, trial.source(), packed),
                    sums);
        }
    }

    private static boolean convolvesExactly(PrimitiveFactory factory, Trial trial) {
        return KERNELS.stream().allMatch(kernels -> isExact(factory, trial, kernels));
    }

    private static boolean isExact(PrimitiveFactory factory, Trial trial, Kernels kernels) {
        int k = kernels.side();
        int out = kernels.outSide();
        float[] values = trial.values(SIDE * SIDE * kernels.inputs());
        float[] weights = trial.weights(kernels.outputs() * kernels.inputs() * k * k, 1);
        StridedShape source =
                StridedShape.map(kernels.inputs(), SIDE, SIDE, kernels.inputs()).of(trial.source());
        StridedShape target = StridedShape.map(kernels.outputs(), out, out, kernels.outputs());
        try (NativeMemory wide = NativeMemory.of(values);
                PackedTensor packed = new PackedTensor(
                        factory,
                        StridedShape.dense(kernels.outputs(), kernels.inputs(), k, k),
                        weights,
                        trial.weights())) {
            return computes(
                    factory,
                    () -> factory.convolution(
                            source,
                            packed,
                            /* bias= */ false,
                            target,
                            new SlidingWindow(kernels.stride(), 0, 0, 0, 0),
                            PostOperations.NONE),
                    new Operands(wide, trial.source(), packed),
                    convolved(values, weights, kernels));
        }
    }

    /** The sums of whole numbers, all of which float32 has. */
    private static float[] convolved(float[] values, float[] weights, Kernels kernels) {
        int k = kernels.side();
        int out = kernels.outSide();
        float[] sums = new float[out * out * kernels.outputs()];
        for (int i = 0; i < sums.length; i++) {
            int n = i % kernels.outputs();
            int top = i / kernels.outputs() / out * kernels.stride();
            int left = i / kernels.outputs() % out * kernels.stride();
            for (int j = 0; j < kernels.inputs() * k * k; j++) {
                int position = (top + j / k % k) * SIDE + left + j % k;
                sums[i] +=
                        values[position * kernels.inputs() + j / (k * k)] * weights[n * kernels.inputs() * k * k + j];
            }
        }
        return sums;
    }

    /** What a primitive multiplies: numbers in the format that it reads, and packed weights. */
    private record Operands(NativeMemory values, ElementType type, PackedTensor weights) {}

    private static boolean computes(
            PrimitiveFactory factory, Supplier<CompiledPrimitive> compile, Operands operands, float[] expected) {
        try (CompiledPrimitive primitive = compile.get()) {
            return !primitive.isReference()
                    && Arrays.equals(run(factory, primitive, operands, expected.length), expected);
        } catch (DnnlException e) { // says that there is none for this processor
            return false;
        }
    }

    private static float[] run(PrimitiveFactory factory, CompiledPrimitive primitive, Operands operands, int count) {
        float[] result = new float[count];
        StridedShape plain = StridedShape.dense(operands.values().bytes() / Float.BYTES);
        try (NativeMemory narrow = new NativeMemory(operands.values().bytes());
                NativeMemory out = new NativeMemory((long) count * Float.BYTES);
                NativeMemory scratch = new NativeMemory(primitive.scratchBytes());
                CompiledPrimitive convert = new NarrowPrimitives(factory).convert(plain, plain.of(operands.type()));
                NativeMemory more = new NativeMemory(convert.scratchBytes());
                PrimitiveCall first = new PrimitiveCall(
                        factory,
                        convert,
                        Map.of(DNNL_ARG_SRC, operands.values().address(0), DNNL_ARG_DST, narrow.address(0)),
                        more.address(0));
                PrimitiveCall second = new PrimitiveCall(
                        factory,
                        primitive,
                        Map.of(
                                DNNL_ARG_SRC,
                                narrow.address(0),
                                DNNL_ARG_WEIGHTS,
                                operands.weights().packedFor(primitive),
                                DNNL_ARG_DST,
                                out.address(0)),
                        scratch.address(0));
                ExecutionStream stream = factory.stream()) {
            first.execute(stream);
            second.execute(stream);
            out.floats(0, count).get(result);
        }
        return result;
    }
}
