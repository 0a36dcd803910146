package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.ElementType;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PackedTensor;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.SlidingWindow;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Strided convolutions of fewer bits, cut by rows of the result. The rows of the input that the windows of a tile reach are rounded into
 * memory of its own, inside a border of what means 0: that is not always the byte 0, with which oneDNN would fill up.
 */
record NarrowConvolution(Binding binding) {

    /**
     * What the windows of a tile see, with the border.
     *
     * @param top the first row, negative in the border
     * @param left the first column, likewise
     * @param height rows
     * @param width columns
     */
    private record Seen(int top, int left, int height, int width) {

        static Seen of(ConvSpec window, int from, int rows, int columns) {
            return new Seen(
                    from * window.stride() - window.padding(),
                    -window.padding(),
                    (rows - 1) * window.stride() + window.kernel(),
                    (columns - 1) * window.stride() + window.kernel());
        }

        int positions() {
            return height * width;
        }
    }

    BoundStep bind(NarrowConvolve step) {
        int height = binding.sizes().height(step.convolution().out());
        int tiles = binding.rowTiles(height);
        List<List<NarrowBinder.Work>> bodies = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            int from = (int) ((long) tile * height / tiles);
            int to = (int) ((long) (tile + 1) * height / tiles);
            bodies.add(tile(step, tile, from, to - from, binding.partOf(tile, tiles)));
        }
        return new BoundStep(step.path(), tiles, (tile, worker) -> {
            for (NarrowBinder.Work work : bodies.get(tile)) {
                work.compute(worker);
            }
        });
    }

    private List<NarrowBinder.Work> tile(NarrowConvolve step, int tile, int from, int rows, int part) {
        Convolve convolution = step.convolution();
        int outWidth = binding.sizes().width(convolution.out());
        Seen seen = Seen.of(convolution.window(), from, rows, outWidth);
        List<NarrowBinder.Work> work = new ArrayList<>();
        int channels = convolution.in().channels();
        ElementType type = NarrowInput.type(step.bytes());
        long bytes = (long) seen.positions() * channels * type.bytes();
        NativeMemory memory = binding.frame()
                .scratch(step.path() + " bordered " + tile, part, (bytes + Float.BYTES - 1) / Float.BYTES);
        memory.fill(step.bytes().map(Bytes::zero).orElse(0)); // the border is never written again
        NativeMemory.Address bordered = memory.address(0);
        round(step, seen, bordered, part, work);
        NarrowBinder.Rows all = new NarrowBinder.Rows(seen.positions(), part, work);
        NativeMemory.Address source = NarrowBinder.asFloats(step.bytes())
                ? new NarrowInput(binding, all).widened(bordered, channels)
                : bordered;
        long first = (long) from * outWidth * convolution.out().channels();
        convolve(
                step,
                seen,
                source,
                rows,
                binding.frame().address(convolution.out()).plus(first),
                all);
        return List.copyOf(work);
    }

    /** Adds the passes that round the rows that are seen, and put them inside the border. */
    private void round(
            NarrowConvolve step, Seen seen, NativeMemory.Address bordered, int part, List<NarrowBinder.Work> work) {
        Convolve convolution = step.convolution();
        int channels = convolution.in().channels();
        int width = binding.sizes().width(convolution.in());
        int first = Math.max(0, seen.top());
        int rows = Math.min(binding.sizes().height(convolution.in()), seen.top() + seen.height()) - first;
        int columns = Math.min(width, seen.left() + seen.width());
        if (rows <= 0 || columns <= 0) {
            return;
        }
        NativeMemory.Address in = binding.frame().address(step.reads().get(0)).plus((long) first * width * channels);
        // without a norm all numbers are rounded alike, and a row of the map is one long row
        boolean normed = step.norm().isPresent();
        NarrowInput input = new NarrowInput(binding, new NarrowBinder.Rows(normed ? rows * width : rows, part, work));
        NativeMemory.Address rounded = input.rounded(
                step.norm(),
                new NarrowInput.Rounding(step.path(), step.bytes(), normed ? channels : width * channels),
                in);
        ElementType type = NarrowInput.type(step.bytes());
        long place = (long) (first - seen.top()) * seen.width() - seen.left();
        input.copy(
                step.path(),
                StridedShape.matrix(rows, (long) columns * channels, (long) width * channels)
                        .of(type),
                rounded,
                StridedShape.matrix(rows, (long) columns * channels, (long) seen.width() * channels)
                        .of(type),
                bordered.plus(place * channels, type));
    }

    private void convolve(
            NarrowConvolve step,
            Seen seen,
            NativeMemory.Address source,
            int rows,
            NativeMemory.Address target,
            NarrowBinder.Rows tile) {
        Convolve convolution = step.convolution();
        int inputs = convolution.in().channels();
        int outputs = convolution.out().channels();
        int k = convolution.window().kernel();
        ElementType type = NarrowBinder.weightType(step.bytes());
        PackedTensor weights = binding.weights()
                .packed(
                        step.path() + "/" + type,
                        StridedShape.dense(outputs, inputs, k, k),
                        () -> numbers(step)
                                .map(NarrowNumbers::integers)
                                .orElse(convolution.weight())
                                .values(),
                        type);
        ElementType sourceType =
                NarrowBinder.asFloats(step.bytes()) ? ElementType.FLOAT32 : NarrowInput.type(step.bytes());
        PostOperations then = step.bytes().isPresent()
                ? PostOperations.NONE.multiply(StridedShape.map(outputs, 1, 1, outputs))
                : PostOperations.NONE;
        int outWidth = binding.sizes().width(convolution.out());
        CompiledPrimitive primitive = binding.primitives()
                .get(List.of(step.path(), "narrow", rows), () -> binding.weights()
                        .factory()
                        .convolution(
                                StridedShape.map(inputs, seen.height(), seen.width(), inputs)
                                        .of(sourceType),
                                weights,
                                /* bias= */ true,
                                StridedShape.map(outputs, rows, outWidth, outputs),
                                new SlidingWindow(convolution.window().stride(), 0, 0, 0, 0),
                                then));
        Map<Integer, NativeMemory.Address> places = new HashMap<>();
        places.put(DNNL_ARG_SRC, source);
        places.put(DNNL_ARG_WEIGHTS, weights.packedFor(primitive));
        places.put(DNNL_ARG_DST, target);
        places.put(DNNL_ARG_BIAS, constant(step, "sums", () -> numbers(step)
                .map(NarrowNumbers::bias)
                .orElse(convolution.bias())));
        if (step.bytes().isPresent()) {
            places.put(
                    PostOperations.NONE.nextOperand(),
                    constant(step, "factors", () -> numbers(step).orElseThrow().factors()));
        }
        tile.work().add(binding.frame().call(primitive, places, tile.part())::execute);
    }

    /** The numbers of a convolution of bytes; they go over all weights, so only when these are packed. */
    private static Optional<NarrowNumbers> numbers(NarrowConvolve step) {
        return step.bytes()
                .map(bytes -> NarrowNumbers.of(Optional.of(step.convolution().bias()), bytes));
    }

    private NativeMemory.Address constant(NarrowConvolve step, String what, Supplier<Coefficients> values) {
        return binding.weights()
                .constant(step.path() + "/" + what, () -> values.get().values());
    }
}
