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
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Products of fewer bits, a chunk of rows at a time: the rows are rounded into the thread's own memory, multiplied, and what is between
 * two products stays there. Weights are a quarter or half as large as in float32, so they are never cut by columns.
 */
record NarrowBinder(Binding binding) {

    /** Rows of a chunk, as for float32. */
    private static final int CHUNK_ROWS = 392;

    /** A part of the work on a tile. */
    interface Work {
        void compute(TileWorker worker);
    }

    /**
     * The rows of a tile.
     *
     * @param rows how many
     * @param part the thread that computes them
     * @param work what is done, in order
     */
    record Rows(int rows, int part, List<Work> work) {}

    BoundStep bind(Narrowed step) {
        Product first = step.first().product();
        int all = binding.sizes().positions(first.in());
        int wanted = Math.max(binding.threads(), (all + CHUNK_ROWS - 1) / CHUNK_ROWS);
        int chunks = Math.min(all, (wanted + binding.threads() - 1) / binding.threads() * binding.threads());
        int chunk = (all + chunks - 1) / chunks;
        int tiles = (all + chunk - 1) / chunk;
        List<List<Work>> bodies = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            long from = (long) tile * chunk;
            Rows rows = new Rows((int) Math.min(chunk, all - from), binding.partOf(tile, tiles), new ArrayList<>());
            tile(step, from, rows);
            bodies.add(List.copyOf(rows.work()));
        }
        return new BoundStep(step.path(), tiles, (tile, worker) -> {
            for (Work work : bodies.get(tile)) {
                work.compute(worker);
            }
        });
    }

    private void tile(Narrowed step, long from, Rows rows) {
        NarrowLayer first = step.first();
        NarrowInput input = new NarrowInput(binding, rows);
        PlanValue read = step.norm()
                .map(norm -> norm.reads().get(0))
                .orElse(first.product().in());
        NativeMemory.Address in = rows(read, from);
        NativeMemory.Address out = rows(step.last().out(), from);
        NativeMemory.Address source = read.half() ? in : input.rounded(step.norm(), rounding(first), in);
        if (step.second().isEmpty()) {
            multiply(first, source, rows, out, stored(step.last().out()), Optional.empty());
            return;
        }
        NarrowLayer second = step.second().get();
        int hidden = first.product().weight().outputs();
        boolean direct = !asFloats(second);
        ElementType type = direct ? NarrowInput.type(second.bytes()) : ElementType.FLOAT32;
        NativeMemory.Address between = input.memory("between", hidden, type);
        multiply(first, source, rows, between, type, second.bytes().filter(bytes -> direct));
        NativeMemory.Address next = direct ? between : input.rounded(Optional.empty(), rounding(second), between);
        multiply(second, next, rows, out, stored(step.last().out()), Optional.empty());
    }

    /** The rows of a map from one on. */
    private NativeMemory.Address rows(PlanValue map, long from) {
        return binding.frame().address(map).plus(from * map.channels(), stored(map));
    }

    private static ElementType stored(PlanValue map) {
        return map.half() ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    }

    private static NarrowInput.Rounding rounding(NarrowLayer layer) {
        Product product = layer.product();
        return new NarrowInput.Rounding(
                product.path(), layer.bytes(), product.weight().inputs());
    }

    private static boolean asFloats(NarrowLayer layer) {
        return asFloats(layer.bytes());
    }

    /** Whether whole numbers are multiplied as float32. */
    static boolean asFloats(Optional<Bytes> bytes) {
        return bytes.filter(stored -> !stored.multiplied()).isPresent();
    }

    /** How weights are packed. */
    static ElementType weightType(Optional<Bytes> bytes) {
        return bytes.isEmpty() ? ElementType.BFLOAT16 : asFloats(bytes) ? ElementType.FLOAT32 : ElementType.INT8;
    }

    /** Adds the product of rounded rows; {@code next} says as which bytes its result is written. */
    private void multiply(
            NarrowLayer layer,
            NativeMemory.Address source,
            Rows rows,
            NativeMemory.Address target,
            ElementType targetType,
            Optional<Bytes> next) {
        Product product = layer.product();
        int inputs = product.weight().inputs();
        int outputs = product.weight().outputs();
        boolean asFloats = asFloats(layer);
        ElementType sourceType = asFloats ? ElementType.FLOAT32 : NarrowInput.type(layer.bytes());
        NativeMemory.Address left = asFloats ? new NarrowInput(binding, rows).widened(source, inputs) : source;
        ElementType weightType = weightType(layer.bytes());
        PackedTensor weights = binding.weights()
                .packed(
                        product.path() + "/" + weightType,
                        StridedShape.transposed(inputs, outputs, inputs),
                        () -> layer.bytes()
                                .map(bytes -> NarrowNumbers.of(product.bias(), bytes)
                                        .integers()
                                        .values())
                                .orElseGet(() -> product.weight().values().values()),
                        weightType);
        boolean biased = layer.bytes().isPresent() || product.bias().isPresent();
        CompiledPrimitive primitive = binding.primitives()
                .get(List.of(product.path(), "narrow", rows.rows()), () -> binding.weights()
                        .factory()
                        .product(
                                StridedShape.matrix(rows.rows(), inputs, inputs).of(sourceType),
                                weights,
                                biased,
                                StridedShape.matrix(rows.rows(), outputs, outputs)
                                        .of(targetType),
                                after(layer, next)));
        Map<Integer, NativeMemory.Address> places = new HashMap<>();
        places.put(DNNL_ARG_SRC, left);
        places.put(DNNL_ARG_WEIGHTS, weights.packedFor(primitive));
        places.put(DNNL_ARG_DST, target);
        if (layer.bytes().isPresent()) {
            Bytes bytes = layer.bytes().get();
            places.put(DNNL_ARG_BIAS, binding.weights().constant(product.path() + "/sums", () -> NarrowNumbers.of(
                            product.bias(), bytes)
                    .bias()
                    .values()));
            places.put(
                    PostOperations.NONE.nextOperand(),
                    binding.weights()
                            .constant(product.path() + "/factors", () -> NarrowNumbers.of(product.bias(), bytes)
                                    .factors()
                                    .values()));
        } else {
            product.bias().ifPresent(bias -> places.put(DNNL_ARG_BIAS, binding.constant(product.path(), "bias", bias)));
        }
        rows.work().add(binding.frame().call(primitive, places, rows.part())::execute);
    }

    /** {@code [factors *] -> activation -> [bytes of the next layer | + what is there]}. */
    private static PostOperations after(NarrowLayer layer, Optional<Bytes> next) {
        Product product = layer.product();
        PostOperations operations = PostOperations.NONE;
        if (layer.bytes().isPresent()) {
            operations =
                    operations.multiply(StridedShape.dense(1, product.weight().outputs()));
        }
        float step = next.map(Bytes::step).orElse(1f);
        float zero = next.map(Bytes::zero).orElse(0);
        if (product.activation().isPresent()) {
            Nonlinearity function = product.activation().get();
            operations = ProductBinder.with(
                    operations,
                    new Nonlinearity(function.function(), function.scale() / step, function.bias() / step + zero));
        } else if (next.isPresent()) {
            operations = operations.linear(1 / step, zero);
        }
        return product.addend().isPresent() ? operations.accumulate() : operations;
    }
}
