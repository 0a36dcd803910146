package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Loader;

/**
 * What products of fewer bits are good for on this processor, found by computing some. Integer products are taken only if they are
 * exact: processors without VNNI add two products of bytes in 16 bits, where the sum can be cut off.
 *
 * @param bytes whether products of bytes are exact, and made of machine code
 * @param bfloat16 whether products of bfloat16 are right, and the processor has instructions for them; without, they would take many
 *     times as long as those of float32
 */
public record NarrowSupport(boolean bytes, boolean bfloat16) {

    private static final int ROWS = 16;
    private static final int INNER = 256;
    private static final int COLUMNS = 64;

    /** What the whole numbers of a product are made of. */
    private record Trial(ElementType source, ElementType weights, int value, int weight) {}

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
            boolean bytes = isExact(factory, new Trial(ElementType.UINT8, ElementType.INT8, 255, 127));
            // numbers of a few bits and their sums are exact in both formats
            boolean halves =
                    hasInstructions() && isExact(factory, new Trial(ElementType.BFLOAT16, ElementType.BFLOAT16, 15, 3));
            return new NarrowSupport(bytes, halves);
        }
    }

    /** AVX512_BF16 or AMX; oneDNN says it of processors of this family only. */
    private static boolean hasInstructions() {
        int wanted = dnnl_cpu_isa_avx512_core_bf16;
        boolean asked = Loader.getPlatform().endsWith("x86_64");
        return !asked || (dnnl_get_effective_cpu_isa() & wanted) == wanted;
    }

    private static boolean isExact(PrimitiveFactory factory, Trial trial) {
        float[] values = new float[ROWS * INNER];
        for (int i = 0; i < values.length; i++) {
            values[i] = trial.value() - i % 3;
        }
        float[] weights = new float[INNER * COLUMNS];
        for (int i = 0; i < weights.length; i++) {
            int sign = i / COLUMNS / 2 % 2 == 0 ? 1 : -1;
            weights[i] = sign * (trial.weight() - i % 2);
        }
        StridedShape shape = StridedShape.dense(ROWS, INNER).of(trial.source());
        try (PackedTensor packed =
                new PackedTensor(factory, StridedShape.dense(INNER, COLUMNS), weights, trial.weights())) {
            Optional<CompiledPrimitive> found = product(factory, shape, packed);
            if (found.isEmpty()) {
                return false;
            }
            try (CompiledPrimitive product = found.get()) {
                return !product.isReference()
                        && Arrays.equals(run(factory, product, shape, values, packed), expected(values, weights));
            }
        }
    }

    private static Optional<CompiledPrimitive> product(
            PrimitiveFactory factory, StridedShape source, PackedTensor weights) {
        try {
            return Optional.of(factory.product(
                    source, weights, /* bias= */ false, StridedShape.dense(ROWS, COLUMNS), PostOperations.NONE));
        } catch (DnnlException e) { // says that there is none for this processor
            return Optional.empty();
        }
    }

    private static float[] run(
            PrimitiveFactory factory,
            CompiledPrimitive product,
            StridedShape shape,
            float[] values,
            PackedTensor weights) {
        float[] result = new float[ROWS * COLUMNS];
        try (NativeMemory wide = NativeMemory.of(values);
                NativeMemory narrow = new NativeMemory((long) values.length * Float.BYTES);
                NativeMemory out = new NativeMemory((long) result.length * Float.BYTES);
                NativeMemory scratch = new NativeMemory(product.scratchBytes());
                CompiledPrimitive convert =
                        new NarrowPrimitives(factory).convert(StridedShape.dense(ROWS, INNER), shape);
                NativeMemory more = new NativeMemory(convert.scratchBytes());
                PrimitiveCall first = new PrimitiveCall(
                        factory,
                        convert,
                        Map.of(DNNL_ARG_SRC, wide.address(0), DNNL_ARG_DST, narrow.address(0)),
                        more.address(0));
                PrimitiveCall second = new PrimitiveCall(
                        factory,
                        product,
                        Map.of(
                                DNNL_ARG_SRC,
                                narrow.address(0),
                                DNNL_ARG_WEIGHTS,
                                weights.packedFor(product),
                                DNNL_ARG_DST,
                                out.address(0)),
                        scratch.address(0));
                ExecutionStream stream = factory.stream()) {
            first.execute(stream);
            second.execute(stream);
            out.floats(0, result.length).get(result);
        }
        return result;
    }

    private static float[] expected(float[] values, float[] weights) {
        float[] sums = new float[ROWS * COLUMNS];
        for (int i = 0; i < sums.length; i++) {
            int sum = 0;
            for (int k = 0; k < INNER; k++) {
                int value = (int) values[i / COLUMNS * INNER + k];
                int weight = (int) weights[k * COLUMNS + i % COLUMNS];
                sum += value * weight;
            }
            sums[i] = sum;
        }
        return sums;
    }
}
