package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Output;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose last use of a batch is the call gets answers for its pictures, whenever garbage is collected. */
class CollectedPicturesTest {

    private static final int SIDE = 64;
    private static final int PICTURES = 4;

    /** After so many calls the compiler knows which variables are used no more. */
    private static final int COMPILED = 600;

    private static final int CALLS = 20;

    private static TorchInference network;

    @BeforeAll
    static void load() {
        TorchNetwork fresh = TorchNetwork.create(TinyArchitectures.classifier(10), NetworkOptions.DEFAULT, 1);
        fresh.evaluate();
        network = TorchInference.of(fresh, Preprocessing.imageNet(SIDE, 1));
    }

    @AfterAll
    static void close() {
        network.close();
    }

    private static ImageBatch pictures(float value) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, PICTURES, SIDE, SIDE);
        FloatBuffer floats = batch.floats();
        for (int i = 0; i < floats.capacity(); i++) {
            floats.put(i, value);
        }
        return batch;
    }

    /** The pictures as the network saw them, read at the end of its backward pass. */
    private static float[] seen(Gradients gradients, float value) {
        FloatArray input =
                gradients.of(pictures(value), Output.INPUT, 1, 2, 3, 4).activation();
        return input.values();
    }

    @Test
    void pictures_stay_until_the_call_has_ended() throws Exception {
        Gradients gradients = network.gradients().orElseThrow();
        for (int i = 0; i < COMPILED; i++) {
            seen(gradients, 1);
        }
        Thread collector = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                System.gc();
                LockSupport.parkNanos(1_000_000);
            }
        });
        collector.setDaemon(true);
        collector.start();
        try {
            for (int i = 0; i < CALLS; i++) {
                float value = 1 + i % 7;
                for (float found : seen(gradients, value)) {
                    if (found != value) { // an assertion for each of them would take longer than the calls
                        assertThat(found).as("call %d", i).isEqualTo(value);
                    }
                }
            }
        } finally {
            collector.interrupt();
            collector.join();
        }
    }
}
