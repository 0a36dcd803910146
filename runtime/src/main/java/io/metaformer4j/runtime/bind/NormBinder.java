package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.kernel.Moments;
import io.metaformer4j.runtime.plan.NormStep.GroupNormalize;
import io.metaformer4j.runtime.plan.NormStep.LayerNormalize;
import io.metaformer4j.runtime.plan.NormStep.Standardize;
import io.metaformer4j.runtime.plan.NormStep.Statistics;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The normalisations. */
record NormBinder(Binding binding) {

    BoundStep layerNormalize(LayerNormalize step) {
        int positions = binding.sizes().positions(step.in());
        int channels = step.in().channels();
        int tiles = binding.rowTiles(positions);
        List<Frame.BoundCall> calls = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            int from = (int) ((long) tile * positions / tiles);
            int rows = (int) ((long) (tile + 1) * positions / tiles) - from;
            CompiledPrimitive norm = binding.primitives().get(List.of(step.path(), rows), () -> binding.weights()
                    .factory()
                    .layerNorm(
                            StridedShape.dense(rows, channels),
                            step.epsilon(),
                            step.weight().isPresent(),
                            step.bias().isPresent()));
            long first = (long) from * channels;
            Map<Integer, NativeMemory.Address> places = new HashMap<>();
            places.put(DNNL_ARG_SRC, binding.frame().address(step.in()).plus(first));
            places.put(DNNL_ARG_DST, binding.frame().address(step.out()).plus(first));
            step.weight()
                    .ifPresent(values -> places.put(DNNL_ARG_SCALE, binding.constant(step.path(), "weight", values)));
            step.bias().ifPresent(values -> places.put(DNNL_ARG_SHIFT, binding.constant(step.path(), "bias", values)));
            calls.add(binding.frame().call(norm, places, binding.partOf(tile, tiles)));
        }
        return new BoundStep(
                step.path(), tiles, (tile, worker) -> calls.get(tile).execute(worker));
    }

    /** Any number of groups, group by group in double precision; one group is what networks have, and is fused. */
    BoundStep groupNormalize(GroupNormalize step) {
        int positions = binding.sizes().positions(step.in());
        int channels = step.in().channels();
        int width = channels / step.groups();
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        float[] weight = step.weight().values();
        float[] bias = step.bias().map(values -> values.values()).orElse(new float[channels]);
        return new BoundStep(step.path(), step.groups(), (group, worker) -> {
            int first = group * width;
            float[] row = worker.row(0, width);
            double sum = 0;
            for (int p = 0; p < positions; p++) {
                in.get(p * channels + first, row, 0, width);
                for (int c = 0; c < width; c++) {
                    sum += row[c];
                }
            }
            double count = (double) positions * width;
            double mean = sum / count;
            double squares = 0;
            for (int p = 0; p < positions; p++) {
                in.get(p * channels + first, row, 0, width);
                for (int c = 0; c < width; c++) {
                    double difference = row[c] - mean;
                    squares += difference * difference;
                }
            }
            double r = new Moments(mean, squares / count).inverseDeviation(step.epsilon());
            for (int p = 0; p < positions; p++) {
                in.get(p * channels + first, row, 0, width);
                for (int c = 0; c < width; c++) {
                    row[c] = (float) ((row[c] - mean) * r * weight[first + c] + bias[first + c]);
                }
                out.put(p * channels + first, row, 0, width);
            }
        });
    }

    BoundStep statistics(Statistics step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        double[] statistics = binding.frame().statistics(step.out());
        return rows.bind(step.path(), (y, worker) -> {
            float[] row = worker.row(0, rows.length());
            in.get(y * rows.length(), row, 0, rows.length());
            Moments.record(statistics, y, row, rows.length(), worker.kernels());
        });
    }

    BoundStep standardize(Standardize step) {
        RowRange rows = RowRange.of(binding, step.in());
        FloatBuffer in = binding.frame().floats(step.in());
        FloatBuffer out = binding.frame().floats(step.out());
        double[] statistics = binding.frame().statistics(step.statistics());
        float[] weight = Binding.alongRow(step.weight(), rows.width());
        float[] bias = Binding.alongRow(step.bias(), rows.width());
        int length = rows.length();
        return rows.bind(step.path(), (y, worker) -> {
            Moments moments = Moments.of(statistics);
            float[] row = worker.row(0, length);
            in.get(y * length, row, 0, length);
            float r = (float) moments.inverseDeviation(step.epsilon());
            worker.kernels().standardize(row, row, (float) moments.mean(), r, weight, bias, length);
            out.put(y * length, row, 0, length);
        });
    }
}
