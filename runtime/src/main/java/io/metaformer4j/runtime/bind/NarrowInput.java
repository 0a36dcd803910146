package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.ElementType;
import io.metaformer4j.runtime.dnnl.NarrowPrimitives;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.NormStep.LayerNormalize;
import io.metaformer4j.runtime.plan.NormStep.Standardize;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.StepMatcher;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pass that rounds the rows of a tile, with the norm before it. */
record NarrowInput(Binding binding, NarrowBinder.Rows rows) {

    /** What products and convolutions read. */
    static ElementType type(Optional<Bytes> bytes) {
        return bytes.isPresent() ? ElementType.UINT8 : ElementType.BFLOAT16;
    }

    /**
     * How rows are rounded.
     *
     * @param path the step that reads them
     * @param bytes how they are stored as bytes; empty for bfloat16
     * @param columns numbers of a row
     */
    record Rounding(String path, Optional<Bytes> bytes, int columns) {}

    /** Memory of the thread for the rows. */
    NativeMemory.Address memory(String kind, int columns, ElementType type) {
        long bytes = (long) rows.rows() * columns * type.bytes();
        return binding.frame()
                .scratch(kind, rows.part(), (bytes + Float.BYTES - 1) / Float.BYTES)
                .address(0);
    }

    /** Adds the pass; returns where the rounded rows are. */
    NativeMemory.Address rounded(Optional<NormStep> norm, Rounding rounding, NativeMemory.Address in) {
        NativeMemory.Address out = memory("rounded", rounding.columns(), type(rounding.bytes()));
        Pass pass = new Pass(rounding, in, out);
        if (norm.isPresent()) {
            norm.get().accept(pass);
        } else {
            pass.plain();
        }
        return out;
    }

    /** Adds a copy of bytes as float32. */
    NativeMemory.Address widened(NativeMemory.Address bytes, int columns) {
        StridedShape shape = StridedShape.dense(rows.rows(), columns);
        NativeMemory.Address out = memory("widened", columns, ElementType.FLOAT32);
        CompiledPrimitive convert = binding.primitives()
                .get(List.of("bytes to float32", rows.rows(), columns), () -> primitives()
                        .convert(shape.of(ElementType.UINT8), shape));
        append(convert, Map.of(DNNL_ARG_SRC, bytes, DNNL_ARG_DST, out));
        return out;
    }

    /** Adds a copy between rows that may lie apart. */
    void copy(
            String path, StridedShape from, NativeMemory.Address source, StridedShape to, NativeMemory.Address target) {
        CompiledPrimitive copy = binding.primitives()
                .get(List.of(path, "copy", from, to), () -> primitives().convert(from, to));
        append(copy, Map.of(DNNL_ARG_SRC, source, DNNL_ARG_DST, target));
    }

    private NarrowPrimitives primitives() {
        return new NarrowPrimitives(binding.weights().factory());
    }

    private void append(CompiledPrimitive primitive, Map<Integer, NativeMemory.Address> places) {
        rows.work().add(binding.frame().call(primitive, places, rows.part())::execute);
    }

    /** One pass over the rows of a tile. */
    private final class Pass implements StepMatcher<Boolean> {

        private final Rounding rounding;
        private final int columns;
        private final NativeMemory.Address in;
        private final NativeMemory.Address out;
        private final StridedShape wide;
        private final StridedShape narrow;
        private final float step;
        private final int zero;

        Pass(Rounding rounding, NativeMemory.Address in, NativeMemory.Address out) {
            this.rounding = rounding;
            this.columns = rounding.columns();
            this.in = in;
            this.out = out;
            this.wide = StridedShape.dense(rows.rows(), columns);
            this.narrow = wide.of(type(rounding.bytes()));
            this.step = rounding.bytes().map(Bytes::step).orElse(1f);
            this.zero = rounding.bytes().map(Bytes::zero).orElse(0);
        }

        @Override
        public Boolean other(PlanStep unknown) {
            throw new IllegalArgumentException("no rounding pass begins with " + unknown.path());
        }

        /** {@code in / step + zero}. */
        void plain() {
            if (rounding.bytes().isEmpty()) {
                convert(in);
                return;
            }
            String path = rounding.path() + "/" + columns;
            append(
                    affine(narrow),
                    places(
                            binding.constant(path, "rounding factors", Coefficients.repeated(1 / step, columns)),
                            binding.constant(path, "rounding shifts", Coefficients.repeated(zero, columns)),
                            out));
        }

        @Override
        public Boolean layerNormalize(LayerNormalize norm) {
            CompiledPrimitive primitive = binding.primitives()
                    .get(List.of(norm.path(), "rounding", rows.rows()), () -> primitives()
                            .layerNorm(wide, narrow, norm.epsilon()));
            Coefficients weight = norm.weight().orElseGet(() -> Coefficients.repeated(1, columns));
            Coefficients bias = norm.bias().orElseGet(() -> Coefficients.repeated(0, columns));
            NativeMemory.Address scale =
                    binding.constant(norm.path(), "rounding weight", weight.times(Coefficients.of(1 / step)));
            NativeMemory.Address shift = binding.constant(
                    norm.path(),
                    "rounding bias",
                    bias.times(Coefficients.of(1 / step)).plus(Coefficients.of(zero)));
            append(
                    primitive,
                    Map.of(DNNL_ARG_SRC, in, DNNL_ARG_DST, out, DNNL_ARG_SCALE, scale, DNNL_ARG_SHIFT, shift));
            return true;
        }

        /** {@code (in - mu) r weight + bias}, with factors and shifts that are computed for each picture. */
        @Override
        public Boolean standardize(Standardize norm) {
            NativeMemory factors = binding.frame().scratch("rounding factors", rows.part(), columns);
            NativeMemory shifts = binding.frame().scratch("rounding shifts", rows.part(), columns);
            FloatBuffer factorValues = factors.floats(0, columns);
            FloatBuffer shiftValues = shifts.floats(0, columns);
            double[] statistics = binding.frame().statistics(norm.statistics());
            rows.work().add(worker -> {
                Moments moments = Moments.of(statistics);
                double r = moments.inverseDeviation(norm.epsilon());
                float[] numbers = worker.row(0, columns);
                float[] more = worker.row(1, columns);
                for (int c = 0; c < columns; c++) {
                    double factor = r * norm.weight().values()[c];
                    numbers[c] = (float) (factor / step);
                    more[c] = (float) ((norm.bias().values()[c] - moments.mean() * factor) / step + zero);
                }
                factorValues.put(0, numbers, 0, columns);
                shiftValues.put(0, more, 0, columns);
            });
            boolean whole = rounding.bytes().isPresent(); // oneDNN has no fast affine function to bfloat16
            NativeMemory.Address to = whole ? out : memory("standardized", columns, ElementType.FLOAT32);
            append(affine(whole ? narrow : wide), places(factors.address(0), shifts.address(0), to));
            if (!whole) {
                convert(to);
            }
            return true;
        }

        private CompiledPrimitive affine(StridedShape target) {
            return binding.primitives()
                    .get(List.of("affine to " + target.type(), rows.rows(), columns), () -> primitives()
                            .affine(wide, target));
        }

        private void convert(NativeMemory.Address from) {
            CompiledPrimitive convert = binding.primitives()
                    .get(List.of("float32 to bf16", rows.rows(), columns), () -> primitives()
                            .convert(wide, narrow));
            append(convert, Map.of(DNNL_ARG_SRC, from, DNNL_ARG_DST, out));
        }

        private Map<Integer, NativeMemory.Address> places(
                NativeMemory.Address factors, NativeMemory.Address shifts, NativeMemory.Address to) {
            return Map.of(
                    DNNL_ARG_SRC,
                    in,
                    DNNL_ARG_SRC_1,
                    factors,
                    PostOperations.NONE.nextOperand(),
                    shifts,
                    DNNL_ARG_DST,
                    to);
        }
    }
}
