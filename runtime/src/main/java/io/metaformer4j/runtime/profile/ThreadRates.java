package io.metaformer4j.runtime.profile;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.ElementType;
import io.metaformer4j.runtime.dnnl.ExecutionStream;
import io.metaformer4j.runtime.dnnl.NarrowPrimitives;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PackedTensor;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.PrimitiveCall;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.dnnl.StridedShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * What one thread can do at the most, while others do the same.
 *
 * @param factory compiles for this thread
 * @param stream that of this thread
 */
record ThreadRates(PrimitiveFactory factory, ExecutionStream stream) {

    /** Side of the square matrices of a product: larger than a layer of these networks, and soon computed. */
    private static final int SIDE = 1024;

    /** Products that count, after one that does not. */
    private static final int PRODUCTS = 5;

    /** Seconds for which copies go on, after a tenth of that in which they do not count. */
    private static final double COPYING = 0.02;

    /** Copies of the smallest blocks that are timed together. */
    private static final long LEAST_BYTES = 1 << 20;

    private static final double NANOS = 1e9;

    /** Multiply-adds a second of a product of large matrices, packed as for the layers of a network. */
    double product(ProductFormat format) {
        ElementType source =
                switch (format) {
                    case FLOAT32 -> ElementType.FLOAT32;
                    case BFLOAT16 -> ElementType.BFLOAT16;
                    case INT8 -> ElementType.UINT8;
                };
        ElementType weights = format == ProductFormat.INT8 ? ElementType.INT8 : source;
        StridedShape wide = StridedShape.dense(SIDE, SIDE);
        StridedShape narrow = wide.of(source);
        long count = (long) SIDE * SIDE;
        try (NativeMemory numbers = NativeMemory.of(smallNumbers());
                NativeMemory left = new NativeMemory(count * source.bytes());
                NativeMemory result = new NativeMemory(count * Float.BYTES);
                PackedTensor packed = new PackedTensor(factory, wide, smallNumbers(), weights);
                CompiledPrimitive product =
                        factory.product(narrow, packed, /* bias= */ false, wide, PostOperations.NONE);
                CompiledPrimitive convert = new NarrowPrimitives(factory).convert(wide, narrow);
                NativeMemory scratch = new NativeMemory(Math.max(product.scratchBytes(), convert.scratchBytes()));
                PrimitiveCall first = new PrimitiveCall(
                        factory,
                        convert,
                        Map.of(DNNL_ARG_SRC, numbers.address(0), DNNL_ARG_DST, left.address(0)),
                        scratch.address(0));
                PrimitiveCall second = new PrimitiveCall(
                        factory,
                        product,
                        Map.of(
                                DNNL_ARG_SRC,
                                left.address(0),
                                DNNL_ARG_WEIGHTS,
                                packed.packedFor(product),
                                DNNL_ARG_DST,
                                result.address(0)),
                        scratch.address(0))) {
            first.execute(stream);
            second.execute(stream);
            double[] seconds = new double[PRODUCTS];
            for (int i = 0; i < PRODUCTS; i++) {
                long start = System.nanoTime();
                second.execute(stream);
                seconds[i] = (System.nanoTime() - start) / NANOS;
            }
            Arrays.sort(seconds);
            return (double) count * SIDE / seconds[PRODUCTS / 2];
        }
    }

    /** Whole numbers that every format has. */
    private static float[] smallNumbers() {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + i % 7;
        }
        return values;
    }

    /** Bytes a second that are read and written where one half of a block of memory is copied onto the other. */
    static double copy(long bytes) {
        long floats = Math.max(1, bytes / (2 * Float.BYTES));
        int each = Math.toIntExact(Math.min(floats, Integer.MAX_VALUE / 2));
        try (NativeMemory block = new NativeMemory(2L * each * Float.BYTES)) {
            FloatBuffer from = block.floats(0, each);
            FloatBuffer to = block.floats((long) each * Float.BYTES, each);
            from.put(new float[each]).rewind();
            int repeats = (int) Math.max(1, LEAST_BYTES / ((long) each * Float.BYTES));
            copyFor(COPYING / 10, from, to, repeats);
            return copyFor(COPYING, from, to, repeats);
        }
    }

    private static double copyFor(double seconds, FloatBuffer from, FloatBuffer to, int repeats) {
        long copied = 0;
        long start = System.nanoTime();
        double elapsed = 0;
        while (elapsed < seconds) {
            for (int i = 0; i < repeats; i++) {
                to.put(0, from, 0, from.capacity());
            }
            copied += 2L * repeats * from.capacity() * Float.BYTES;
            elapsed = (System.nanoTime() - start) / NANOS;
        }
        return copied / elapsed;
    }
}
