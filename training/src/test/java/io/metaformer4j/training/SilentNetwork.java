package io.metaformer4j.training;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network all of whose answers are NaN. */
record SilentNetwork(Network inner) implements Network {

    @Override
    public Architecture architecture() {
        return inner.architecture();
    }

    @Override
    public Placement placement() {
        return inner.placement();
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        Map<Output, FloatArray> silent = new LinkedHashMap<>();
        inner.run(images, request).values().forEach((output, answer) -> {
            float[] values = new float[answer.shape().stream().reduce(1, (a, b) -> a * b)];
            Arrays.fill(values, Float.NaN);
            silent.put(output, FloatArray.of(values, answer.shape()));
        });
        return new Outputs(silent);
    }

    @Override
    public void close() {
        inner.close();
    }
}
