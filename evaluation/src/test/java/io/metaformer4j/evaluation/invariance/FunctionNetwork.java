package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of one stage whose map is a known function of the picture, of the picture's size and three channels. Pooled
 * is the mean over the positions, and the scores of two classes are its first two channels.
 */
final class FunctionNetwork implements Network {

    static final int SIDE = 16;
    private static final int CHANNELS = 3;
    private static final int CLASSES = 2;
    private static final int TOKENS = SIDE * SIDE;

    /** From the values 0 to 255 of one colour, row by row, to a channel of the map. */
    @FunctionalInterface
    interface PlaneFunction {
        float[] apply(float[] plane);
    }

    private final Architecture architecture;
    private final PlaneFunction function;

    private FunctionNetwork(Head head, PlaneFunction function) {
        PatchEmbedding pointwise = new PatchEmbedding(new ConvSpec(1, 1, 0), Normalization.NONE);
        Block block =
                Block.of(new TokenMixer.Identity(), Normalization.NONE, new ChannelMlp(1, Activation.GELU, false));
        this.architecture = ArchitectureBuilder.of(pointwise, pointwise)
                .stage(CHANNELS, 1, block)
                .build(head, InitializationScheme.FAN_IN);
        this.function = function;
    }

    static FunctionNetwork classifier(PlaneFunction function) {
        Head head = new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, Normalization.NONE, CLASSES);
        return new FunctionNetwork(head, function);
    }

    static FunctionNetwork backbone(PlaneFunction function) {
        return new FunctionNetwork(new Head.FeatureMaps(List.of(Normalization.NONE)), function);
    }

    /**
     * The difference of the neighbours to the right and to the left, as it is at the edges if the outermost values go
     * on.
     */
    static float[] horizontalGradient(float[] plane) {
        float[] map = new float[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            int column = i % SIDE;
            map[i] = plane[i - column + Math.min(SIDE - 1, column + 1)] - plane[i - column + Math.max(0, column - 1)];
        }
        return map;
    }

    /** The mean of 3x3 values, or of those that there are. */
    static float[] averagePool(float[] plane) {
        float[] map = new float[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            float sum = 0;
            int count = 0;
            for (int y = Math.max(0, i / SIDE - 1); y <= Math.min(SIDE - 1, i / SIDE + 1); y++) {
                for (int x = Math.max(0, i % SIDE - 1); x <= Math.min(SIDE - 1, i % SIDE + 1); x++) {
                    sum += plane[y * SIDE + x];
                    count++;
                }
            }
            map[i] = sum / count;
        }
        return map;
    }

    /** The same everywhere: by how much the left half is brighter than the right one. */
    static float[] leftness(float[] plane) {
        float sum = 0;
        for (int i = 0; i < TOKENS; i++) {
            sum += i % SIDE < SIDE / 2 ? plane[i] : -plane[i];
        }
        float[] map = new float[TOKENS];
        Arrays.fill(map, sum / TOKENS);
        return map;
    }

    /** The same for all pictures. */
    static float[] constant(float[] plane) {
        float[] map = new float[plane.length];
        Arrays.fill(map, 2);
        return map;
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Placement placement() {
        return Placement.DEFAULT;
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        int pictures = images.size();
        float[] maps = new float[pictures * CHANNELS * TOKENS];
        float[] pooled = new float[pictures * CHANNELS];
        float[] logits = new float[pictures * CLASSES];
        for (int plane = 0; plane < pooled.length; plane++) {
            float[] map = function.apply(plane(images, plane / CHANNELS, plane % CHANNELS));
            System.arraycopy(map, 0, maps, plane * TOKENS, TOKENS);
            double sum = 0;
            for (float value : map) {
                sum += value;
            }
            pooled[plane] = (float) (sum / TOKENS);
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] = pooled[i / CLASSES * CHANNELS + i % CLASSES];
        }
        Map<Output, FloatArray> all = Map.of(
                Output.stage(0),
                FloatArray.of(maps, List.of(pictures, CHANNELS, SIDE, SIDE)),
                Output.POOLED,
                FloatArray.of(pooled, List.of(pictures, CHANNELS)),
                Output.LOGITS,
                FloatArray.of(logits, List.of(pictures, CLASSES)));
        Map<Output, FloatArray> wanted = new LinkedHashMap<>();
        request.outputs().forEach(output -> wanted.put(output, all.get(output)));
        return new Outputs(wanted);
    }

    private static float[] plane(ImageBatch images, int picture, int channel) {
        float[] plane = new float[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            plane[i] = (float) (images.bytes().get((picture * TOKENS + i) * CHANNELS + channel) & 0xff);
        }
        return plane;
    }

    @Override
    public void close() {
        // there is nothing to give back
    }
}
