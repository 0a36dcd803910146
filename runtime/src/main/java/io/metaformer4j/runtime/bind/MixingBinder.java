package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.ElementType;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.plan.LinearStep.MixTokens;
import io.metaformer4j.runtime.plan.MixingStep.Attend;
import io.metaformer4j.runtime.plan.MixingStep.Join;
import io.metaformer4j.runtime.plan.MixingStep.Mean;
import io.metaformer4j.runtime.plan.PlanValue;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Steps in which positions meet, but for pooling. */
record MixingBinder(Binding binding) {

    /** One head. */
    private record OneHead(Frame.BoundCall scores, Frame.BoundCall softmax, Frame.BoundCall values) {
        void compute(TileWorker worker) {
            scores.execute(worker);
            softmax.execute(worker);
            values.execute(worker);
        }
    }

    /**
     * A tile for each head. Queries, keys and values are seen where they lie among those of the other heads, so nothing is
     * transposed or copied; the scores of a head stay in the caches.
     */
    BoundStep attend(Attend step) {
        int tokens = binding.sizes().positions(step.in());
        int dim = step.headDim();
        int width = step.heads() * dim;
        ElementType type = type(step.in());
        ElementType outType = type(step.out());
        StridedShape matrix = StridedShape.dense(tokens, tokens);
        StridedShape part = StridedShape.matrix(tokens, dim, 3L * width).of(type);
        CompiledPrimitive scores = binding.primitives().get(List.of(step.path(), "scores"), () -> binding.weights()
                .factory()
                .product(
                        part,
                        StridedShape.transposed(dim, tokens, 3L * width).of(type),
                        matrix,
                        PostOperations.NONE.linear((float) (1 / Math.sqrt(dim)), 0)));
        CompiledPrimitive softmax = binding.primitives().get(List.of(step.path(), "softmax"), () -> binding.weights()
                .factory()
                .softmax(matrix, matrix.of(type)));
        CompiledPrimitive values = binding.primitives().get(List.of(step.path(), "values"), () -> binding.weights()
                .factory()
                .product(
                        matrix.of(type),
                        part,
                        StridedShape.matrix(tokens, dim, width).of(outType),
                        PostOperations.NONE));
        NativeMemory.Address in = binding.frame().address(step.in());
        NativeMemory.Address out = binding.frame().address(step.out());
        List<OneHead> heads = new ArrayList<>();
        for (int head = 0; head < step.heads(); head++) {
            int thread = binding.partOf(head, step.heads());
            NativeMemory.Address table = table("scores", thread, tokens);
            NativeMemory.Address shares = step.in().half() ? table("shares", thread, tokens) : table;
            long at = (long) head * dim;
            heads.add(new OneHead(
                    call(scores, in.plus(at, type), in.plus(width + at, type), table, thread),
                    binding.frame().call(softmax, Map.of(DNNL_ARG_SRC, table, DNNL_ARG_DST, shares), thread),
                    call(values, shares, in.plus(2L * width + at, type), out.plus(at, outType), thread)));
        }
        return new BoundStep(
                step.path(), step.heads(), (tile, worker) -> heads.get(tile).compute(worker));
    }

    private static ElementType type(PlanValue value) {
        return value.half() ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    }

    private NativeMemory.Address table(String kind, int thread, int tokens) {
        return binding.frame().scratch(kind, thread, (long) tokens * tokens).address(0);
    }

    private Frame.BoundCall call(
            CompiledPrimitive product,
            NativeMemory.Address left,
            NativeMemory.Address right,
            NativeMemory.Address out,
            int part) {
        return binding.frame()
                .call(product, Map.of(DNNL_ARG_SRC, left, DNNL_ARG_WEIGHTS, right, DNNL_ARG_DST, out), part);
    }

    /** {@code M x}, a tile for each share of the rows of {@code M}. */
    BoundStep mixTokens(MixTokens step) {
        int tokens = step.tokens();
        int channels = step.in().channels();
        NativeMemory.Address matrix = binding.constant(step.path(), "matrix", step.matrix());
        NativeMemory.Address in = binding.frame().address(step.in());
        NativeMemory.Address out = binding.frame().address(step.out());
        int tiles = binding.rowTiles(tokens);
        List<Frame.BoundCall> calls = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            int from = (int) ((long) tile * tokens / tiles);
            int rows = (int) ((long) (tile + 1) * tokens / tiles) - from;
            CompiledPrimitive product = binding.primitives().get(List.of(step.path(), rows), () -> binding.weights()
                    .factory()
                    .product(
                            StridedShape.matrix(rows, tokens, tokens),
                            StridedShape.matrix(tokens, channels, channels),
                            StridedShape.matrix(rows, channels, channels),
                            PostOperations.NONE));
            calls.add(call(
                    product,
                    matrix.plus((long) from * tokens),
                    in,
                    out.plus((long) from * channels),
                    binding.partOf(tile, tiles)));
        }
        return new BoundStep(
                step.path(), tiles, (tile, worker) -> calls.get(tile).execute(worker));
    }

    /** Copies the channels of each part to their places, position by position. */
    BoundStep join(Join step) {
        int positions = binding.sizes().positions(step.out());
        int channels = step.out().channels();
        FloatBuffer out = binding.frame().floats(step.out());
        List<FloatBuffer> parts =
                step.parts().stream().map(binding.frame()::floats).toList();
        List<Integer> widths = step.parts().stream().map(PlanValue::channels).toList();
        int tiles = binding.rowTiles(positions);
        return new BoundStep(step.path(), tiles, (tile, worker) -> {
            int end = (int) ((long) (tile + 1) * positions / tiles);
            for (int position = (int) ((long) tile * positions / tiles); position < end; position++) {
                int at = position * channels;
                for (int i = 0; i < widths.size(); i++) {
                    int width = widths.get(i);
                    out.put(at, parts.get(i), position * width, width);
                    at += width;
                }
            }
        });
    }

    /** Sums in double precision: a large map has many positions. */
    BoundStep mean(Mean step) {
        int positions = binding.sizes().positions(step.in());
        int channels = step.in().channels();
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        double[] sums = new double[channels];
        return new BoundStep(step.path(), 1, (tile, worker) -> {
            float[] row = worker.row(0, channels);
            Arrays.fill(sums, 0);
            for (int position = 0; position < positions; position++) {
                in.get(position * channels, row, 0, channels);
                for (int c = 0; c < channels; c++) {
                    sums[c] += row[c];
                }
            }
            for (int c = 0; c < channels; c++) {
                row[c] = (float) (sums[c] / positions);
            }
            out.put(0, row, 0, channels);
        });
    }
}
