package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Activate;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.ElementStep.AddMap;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.FusedStep.AddMagnitude;
import io.metaformer4j.runtime.plan.MixingStep.Magnitudes;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Mixing;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Steps in which every number is changed by itself, row by row. */
record ElementBinder(Binding binding) {

    private static float[] along(Optional<Coefficients> values, float otherwise, RowRange rows) {
        return Binding.alongRow(
                values.orElseGet(() -> Coefficients.repeated(otherwise, rows.channels())), rows.width());
    }

    BoundStep affine(Affine step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        float[] factor = along(Optional.of(step.factor()), 1, rows);
        Optional<float[]> shift = step.shift().map(values -> Binding.alongRow(values, rows.width()));
        int length = rows.length();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            in.get(y * length, row, 0, length);
            worker.kernels().multiply(row, row, factor, length);
            if (shift.isPresent()) {
                worker.kernels().add(row, 0, shift.get(), 0, length);
            }
            out.put(y * length, row, 0, length);
        });
    }

    BoundStep add(Add step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer branch = binding.frame().floats(step.branch());
        FloatBuffer out = binding.frame().floats(step.out());
        float[] factor = along(step.factor(), 1, rows);
        float[] shift = along(step.shift(), 0, rows);
        int length = rows.length();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            float[] more = worker.row(1, length);
            in.get(y * length, row, 0, length);
            branch.get(y * length, more, 0, length);
            if (step.isPlain()) {
                worker.kernels().add(row, 0, more, 0, length);
            } else {
                worker.kernels().addScaled(row, more, factor, shift, length);
            }
            out.put(y * length, row, 0, length);
        });
    }

    BoundStep addMap(AddMap step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        int length = rows.length();
        float[] map = step.map().values();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            in.get(y * length, row, 0, length);
            worker.kernels().add(row, 0, map, y * length, length);
            out.put(y * length, row, 0, length);
        });
    }

    BoundStep activate(Activate step) {
        return step.function().function() == Activation.GELU ? gelu(step) : rectify(step);
    }

    private BoundStep gelu(Activate step) {
        int positions = binding.sizes().positions(step.in());
        CompiledPrimitive gelu = binding.primitives().get(List.of(step.path()), () -> binding.weights()
                .factory()
                .gelu(StridedShape.dense(positions, step.in().channels())));
        Frame.BoundCall call = binding.frame()
                .call(
                        gelu,
                        Map.of(
                                DNNL_ARG_SRC, binding.frame().address(step.in()),
                                DNNL_ARG_DST, binding.frame().address(step.out())),
                        0);
        return new BoundStep(step.path(), 1, (tile, worker) -> call.execute(worker));
    }

    private BoundStep rectify(Activate step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        Nonlinearity function = step.function();
        boolean squares = function.function() != Activation.RELU;
        int length = rows.length();
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, length);
            in.get(y * length, row, 0, length);
            for (int i = 0; i < length; i++) {
                float positive = Math.max(row[i], 0);
                row[i] = squares ? positive * positive : positive;
            }
            if (function.isScaled()) {
                for (int i = 0; i < length; i++) {
                    row[i] = row[i] * function.scale() + function.bias();
                }
            }
            out.put(y * length, row, 0, length);
        });
    }

    BoundStep magnitude(Magnitudes step) {
        RowRange rows = RowRange.of(binding, step.out());
        FloatBuffer out = binding.frame().floats(step.out());
        return magnitudes(
                step,
                step.path(),
                step.out(),
                (y, row, worker) -> {
                    Arrays.fill(row, 0, rows.length(), 0);
                    return out;
                },
                along(Optional.empty(), 1, rows),
                along(Optional.empty(), 0, rows),
                Optional.empty());
    }

    BoundStep addMagnitude(AddMagnitude step) {
        RowRange rows = RowRange.of(binding, step.out());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        return magnitudes(
                step.magnitude(),
                step.path(),
                step.out(),
                (y, row, worker) -> {
                    in.get(y * rows.length(), row, 0, rows.length());
                    return out;
                },
                along(Optional.of(step.factor()), 1, rows),
                along(step.shift(), 0, rows),
                step.outStatistics());
    }

    /** Fills a row with what is added to, and says where the sum goes. */
    private interface RowStart {
        FloatBuffer fill(int y, float[] row, TileWorker worker);
    }

    private BoundStep magnitudes(
            Magnitudes step,
            String path,
            PlanValue shape,
            RowStart start,
            float[] factor,
            float[] shift,
            Optional<PlanValue> statistics) {
        RowRange rows = RowRange.of(binding, shape);
        int channels = rows.channels();
        int scalars = step.scalarChannels();
        FloatBuffer cosines = binding.frame().floats(step.cosines());
        Optional<FloatBuffer> sines = step.sines().map(binding.frame()::floats);
        float[] each = new float[channels];
        Arrays.fill(each, scalars, channels, (float) Mixing.Geometric.MAGNITUDE_EPSILON);
        float[] epsilon = Binding.alongRow(Coefficients.of(each), rows.width());
        Optional<double[]> moments = statistics.map(binding.frame()::statistics);
        int length = rows.length();
        return rows.bind(path, (y, worker) -> {
            float[] row = worker.row(0, length);
            float[] cosine = worker.row(1, length);
            float[] sine = worker.row(2, length);
            FloatBuffer out = start.fill(y, row, worker);
            cosines.get(y * length, cosine, 0, length);
            if (sines.isPresent()) {
                sines.get().get(y * length, sine, 0, length);
            } else {
                Arrays.fill(sine, 0, length, 0);
            }
            worker.kernels().addMagnitude(row, cosine, sine, epsilon, factor, shift, length);
            out.put(y * length, row, 0, length);
            if (moments.isPresent()) {
                Moments.record(moments.get(), y, row, length, worker.kernels());
            }
        });
    }
}
