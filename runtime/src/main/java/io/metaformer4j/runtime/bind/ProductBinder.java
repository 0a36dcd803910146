package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PackedTensor;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep.NormFold;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.WeightMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Linear functions of channels as products of matrices. Small weights stay in the caches, so the rows of the map are cut into
 * chunks; large ones are cut by columns as well, so that each thread reads a part of them only.
 */
public record ProductBinder(Binding binding) {

    /** Rows of a chunk: with the widest hidden layer of a first stage, 256 channels, less than half of a level 2 cache. */
    private static final int CHUNK_ROWS = 392;

    /** Weights from this size on are cut by columns: a megabyte, more than a level 2 cache keeps beside the rows. */
    public static final int LARGE_WEIGHT = 1 << 18;

    /** Columns of the narrowest cut; narrower ones leave the registers of the product half empty. */
    private static final int NARROWEST = 64;

    /** Floats of the widest vector. */
    private static final int VECTOR = 16;

    /** How the rows and columns of a product are cut. */
    private record Cut(int rows, int chunk, int slices) {
        int chunks() {
            return (rows + chunk - 1) / chunk;
        }

        int tiles() {
            return chunks() * slices;
        }

        int rowsOf(int index) {
            return Math.min(chunk, rows - index * chunk);
        }
    }

    /** A primitive, and what a folded norm does before it. */
    private record Prepared(Optional<FoldedNorm> fold, Frame.BoundCall call) {
        void compute(TileWorker worker) {
            if (fold.isPresent()) {
                fold.get().compute(call, worker);
            } else {
                call.execute(worker);
            }
        }
    }

    static boolean isLarge(WeightMatrix weight) {
        return weight.outputs() * (long) weight.inputs() >= LARGE_WEIGHT;
    }

    private Cut cut(int rows, List<WeightMatrix> weights) {
        int slices = 1;
        if (weights.size() == 1 && isLarge(weights.get(0))) {
            for (int s = 2; s <= binding.threads(); s++) {
                if (weights.get(0).outputs() / s >= NARROWEST) {
                    slices = s;
                }
            }
        }
        int wanted = (binding.threads() + slices - 1) / slices;
        int chunks = Math.max(wanted, (rows + CHUNK_ROWS - 1) / CHUNK_ROWS);
        chunks = Math.min(rows, (chunks + wanted - 1) / wanted * wanted);
        return new Cut(rows, (rows + chunks - 1) / chunks, slices);
    }

    BoundStep product(Product step) {
        Cut cut = cut(binding.sizes().positions(step.in()), List.of(step.weight()));
        NativeMemory.Address in = binding.frame().address(step.in());
        NativeMemory.Address out = binding.frame().address(step.out());
        List<Prepared> tiles = new ArrayList<>();
        for (int tile = 0; tile < cut.tiles(); tile++) {
            int chunk = tile % cut.chunks();
            long first = (long) chunk * cut.chunk();
            tiles.add(prepare(
                    step,
                    new Slice(tile / cut.chunks(), cut.slices()),
                    cut.rowsOf(chunk),
                    in.plus(first * step.weight().inputs()),
                    out.plus(first * step.weight().outputs()),
                    binding.partOf(tile, cut.tiles())));
        }
        return new BoundStep(
                step.path(), tiles.size(), (tile, worker) -> tiles.get(tile).compute(worker));
    }

    /** Two products a chunk of rows at a time, with the hidden channels in the thread's own memory. */
    BoundStep chain(FusedStep.Chain step) {
        Product first = step.first();
        Product second = step.second();
        Cut cut = cut(binding.sizes().positions(first.in()), List.of(first.weight(), second.weight()));
        NativeMemory.Address in = binding.frame().address(first.in());
        NativeMemory.Address out = binding.frame().address(second.out());
        int hidden = first.weight().outputs();
        List<Prepared> starts = new ArrayList<>();
        List<Prepared> ends = new ArrayList<>();
        for (int tile = 0; tile < cut.tiles(); tile++) {
            int part = binding.partOf(tile, cut.tiles());
            long row = (long) tile * cut.chunk();
            int rows = cut.rowsOf(tile);
            NativeMemory.Address between = binding.frame()
                    .scratch("hidden", part, (long) cut.chunk() * hidden)
                    .address(0);
            starts.add(prepare(
                    first, Slice.WHOLE, rows, in.plus(row * first.weight().inputs()), between, part));
            ends.add(prepare(
                    second,
                    Slice.WHOLE,
                    rows,
                    between,
                    out.plus(row * second.weight().outputs()),
                    part));
        }
        return new BoundStep(step.path(), cut.tiles(), (tile, worker) -> {
            starts.get(tile).compute(worker);
            ends.get(tile).compute(worker);
        });
    }

    /**
     * Some of the columns of a product.
     *
     * @param index which
     * @param of into how many slices they are cut
     */
    private record Slice(int index, int of) {
        static final Slice WHOLE = new Slice(0, 1);

        /** The first of its columns: at whole vectors, so that slices differ by one vector at most. */
        int from(int columns) {
            return index == of ? columns : index * columns / of / VECTOR * VECTOR;
        }

        int to(int columns) {
            return new Slice(index + 1, of).from(columns);
        }
    }

    private Prepared prepare(
            Product step, Slice slice, int rows, NativeMemory.Address in, NativeMemory.Address out, int part) {
        int inputs = step.weight().inputs();
        int outputs = step.weight().outputs();
        int first = slice.from(outputs);
        int columns = slice.to(outputs) - first;
        String name = step.path() + "/" + slice.index() + " of " + slice.of();
        PackedTensor weights = binding.weights()
                .packed(
                        name,
                        StridedShape.transposed(inputs, columns, inputs),
                        () -> Arrays.copyOfRange(
                                step.weight().values().values(), first * inputs, (first + columns) * inputs));
        boolean biased = step.bias().isPresent() || step.fold().isPresent();
        CompiledPrimitive primitive = binding.primitives()
                .get(List.of(step.path(), rows, columns), () -> binding.weights()
                        .factory()
                        .product(
                                StridedShape.matrix(rows, inputs, inputs),
                                weights,
                                biased,
                                StridedShape.matrix(rows, columns, outputs),
                                after(step)));
        Map<Integer, NativeMemory.Address> places = new HashMap<>();
        places.put(DNNL_ARG_SRC, in);
        places.put(DNNL_ARG_WEIGHTS, weights.packedFor(primitive));
        places.put(DNNL_ARG_DST, out.plus(first));
        Optional<FoldedNorm> fold = step.fold()
                .map(norm -> folded(step, norm, primitive, places, new Tile(rows, first, columns, in, part)));
        if (step.fold().isEmpty()) {
            step.bias()
                    .ifPresent(bias -> places.put(
                            DNNL_ARG_BIAS,
                            binding.constant(step.path(), "bias", bias).plus(first)));
        }
        return new Prepared(fold, binding.frame().call(primitive, places, part));
    }

    /** Which rows and columns of a product. */
    private record Tile(int rows, int first, int columns, NativeMemory.Address in, int part) {
        Coefficients columnsOf(Coefficients values) {
            return Coefficients.of(Arrays.copyOfRange(values.values(), first, first + columns));
        }
    }

    private FoldedNorm folded(
            Product step,
            NormFold norm,
            CompiledPrimitive primitive,
            Map<Integer, NativeMemory.Address> places,
            Tile tile) {
        Frame frame = binding.frame();
        int inputs = step.weight().inputs();
        NativeMemory bias = frame.scratch("bias", tile.part(), tile.columns());
        NativeMemory factor = frame.scratch("factor", tile.part(), 1);
        NativeMemory centred = frame.scratch("centred", tile.part(), (long) tile.rows() * inputs);
        places.put(DNNL_ARG_BIAS, bias.address(0));
        places.put(PostOperations.NONE.nextOperand(), factor.address(0));
        Map<Integer, NativeMemory.Address> instead = new HashMap<>(places);
        instead.put(DNNL_ARG_SRC, centred.address(0));
        Coefficients beta = step.bias().map(tile::columnsOf).orElseGet(() -> Coefficients.repeated(0, tile.columns()));
        long values = (long) tile.rows() * inputs;
        return new FoldedNorm(
                frame.statistics(norm.statistics()),
                norm.epsilon(),
                new FoldedNorm.Columns(
                        tile.columnsOf(norm.omega()), beta, bias.floats(0, tile.columns()), factor.floats(0, 1)),
                new FoldedNorm.TileRows(
                        inputs,
                        tile.in().floats(values),
                        centred.floats(0, values),
                        frame.call(primitive, instead, tile.part())));
    }

    /** {@code [r *] -> activation -> [+ what is there]}. */
    private static PostOperations after(Product step) {
        PostOperations operations = PostOperations.NONE;
        if (step.fold().isPresent()) {
            operations = operations.multiply(StridedShape.dense(1, 1));
        }
        if (step.activation().isPresent()) {
            operations = with(operations, step.activation().get());
        }
        return step.addend().isPresent() ? operations.accumulate() : operations;
    }

    static PostOperations with(PostOperations operations, Nonlinearity function) {
        PostOperations activated =
                switch (function.function()) {
                    case GELU -> operations.gelu();
                    case RELU -> operations.relu();
                    case SQUARED_RELU, STAR_RELU -> operations.relu().square();
                };
        return function.isScaled() ? activated.linear(function.scale(), function.bias()) : activated;
    }
}
