package io.metaformer4j.runtime.bind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PackedTensor;
import io.metaformer4j.runtime.dnnl.PostOperations;
import io.metaformer4j.runtime.dnnl.SlidingWindow;
import io.metaformer4j.runtime.dnnl.StridedShape;
import io.metaformer4j.runtime.frame.BoundStep;
import io.metaformer4j.runtime.frame.Frame;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Depthwise;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Convolutions, cut by rows of the result; each tile sees the rows of the input that its windows reach. */
record ConvolutionBinder(Binding binding) {

    /** What all tiles of a convolution share. */
    private record Windowed(
            String path,
            PlanValue in,
            PlanValue out,
            int inputs,
            ConvSpec window,
            PackedTensor weights,
            Optional<NativeMemory.Address> bias,
            PostOperations then) {}

    BoundStep convolve(Convolve step) {
        int inputs = step.in().channels();
        int outputs = step.out().channels();
        int k = step.window().kernel();
        PackedTensor weights =
                binding.weights().packed(step.path(), StridedShape.dense(outputs, inputs, k, k), step.weight()::values);
        Coefficients bias = step.bias();
        return bind(new Windowed(
                step.path(),
                step.in(),
                step.out(),
                inputs,
                step.window(),
                weights,
                Optional.of(binding.constant(step.path(), "bias", bias)),
                PostOperations.NONE));
    }

    BoundStep depthwise(Depthwise step) {
        int channels = step.out().channels();
        int k = step.kernel();
        PackedTensor weights =
                binding.weights().packed(step.path(), StridedShape.dense(channels, 1, 1, k, k), step.weight()::values);
        PostOperations then = step.addend().isPresent() ? PostOperations.NONE.accumulate() : PostOperations.NONE;
        return bind(new Windowed(
                step.path(),
                step.in(),
                step.out(),
                channels,
                new ConvSpec(k, 1, k / 2),
                weights,
                Optional.empty(),
                then));
    }

    private BoundStep bind(Windowed layer) {
        int height = binding.sizes().height(layer.out());
        int tiles = binding.rowTiles(height);
        List<Frame.BoundCall> calls = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            int from = (int) ((long) tile * height / tiles);
            int to = (int) ((long) (tile + 1) * height / tiles);
            calls.add(rows(layer, from, to, binding.partOf(tile, tiles)));
        }
        return new BoundStep(
                layer.path(), tiles, (tile, worker) -> calls.get(tile).execute(worker));
    }

    /** The rows {@code from} to {@code to} of the result. */
    private Frame.BoundCall rows(Windowed layer, int from, int to, int part) {
        ConvSpec window = layer.window();
        int height = binding.sizes().height(layer.in());
        int width = binding.sizes().width(layer.in());
        int outWidth = binding.sizes().width(layer.out());
        int first = from * window.stride() - window.padding();
        int last = (to - 1) * window.stride() - window.padding() + window.kernel();
        int top = Math.max(0, -first);
        int bottom = Math.max(0, last - height);
        int right = (outWidth - 1) * window.stride() - window.padding() + window.kernel() - width;
        int seenFrom = Math.min(height, Math.max(0, first));
        int seen = Math.min(height, last) - seenFrom;
        int distance = layer.in().channels();
        int outChannels = layer.out().channels();
        SlidingWindow sliding = new SlidingWindow(window.stride(), top, bottom, window.padding(), right);
        CompiledPrimitive primitive = binding.primitives()
                .get(List.of(layer.path(), seen, sliding), () -> binding.weights()
                        .factory()
                        .convolution(
                                StridedShape.map(layer.inputs(), seen, width, distance),
                                layer.weights(),
                                layer.bias().isPresent(),
                                StridedShape.map(outChannels, to - from, outWidth, outChannels),
                                sliding,
                                layer.then()));
        Map<Integer, NativeMemory.Address> places = new HashMap<>();
        places.put(DNNL_ARG_SRC, binding.frame().address(layer.in()).plus((long) seenFrom * width * distance));
        places.put(DNNL_ARG_WEIGHTS, layer.weights().packedFor(primitive));
        places.put(DNNL_ARG_DST, binding.frame().address(layer.out()).plus((long) from * outWidth * outChannels));
        layer.bias().ifPresent(bias -> places.put(DNNL_ARG_BIAS, bias));
        return binding.frame().call(primitive, places, part);
    }
}
