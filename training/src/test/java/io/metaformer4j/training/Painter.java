package io.metaformer4j.training;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.torch.TorchInference;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.NamedParameters;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A backbone with one linear layer behind its last map, which says at each place what colour the picture has. */
final class Painter implements Trainable {

    static final String WEIGHT = "paint.weight";
    static final String BIAS = "paint.bias";
    static final int COLORS = 3;

    private static final int CHANNELS = 16; // of the last map of the tiny network

    private final TorchNetwork backbone;
    private final NamedParameters head;

    private Painter(TorchNetwork backbone, NamedParameters head) {
        this.backbone = backbone;
        this.head = head;
    }

    static Painter create(
            Architecture architecture, NetworkOptions options, Optional<Map<String, WeightTensor>> weights, long seed) {
        float[] drawn = SyntheticStream.of("paint", seed).floats(COLORS * CHANNELS, 0, 0.3);
        Map<String, WeightTensor> values = new LinkedHashMap<>();
        values.put(WEIGHT, WeightTensor.ofFloats(drawn, COLORS, CHANNELS));
        values.put(BIAS, WeightTensor.ofFloats(new float[COLORS], COLORS));
        return new Painter(
                TrainableFactory.backbone(architecture, options, weights, seed),
                NamedParameters.of(values, options.device()));
    }

    /** The colours at the places of the last map, {@code [N, H, W, 3]}. */
    Tensor answers(Tensor images) {
        List<Tensor> maps = backbone.outputs(images).features();
        Tensor places = maps.get(maps.size() - 1).permute(0, 2, 3, 1);
        return places.matmul(head.get(WEIGHT).t()).add(head.get(BIAS));
    }

    @Override
    public TorchNetwork backbone() {
        return backbone;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return withHead(backbone.parameters(), head.tensors());
    }

    @Override
    public Map<String, Tensor> state() {
        return withHead(backbone.state(), head.tensors());
    }

    @Override
    public Map<String, WeightTensor> snapshot() {
        return withHead(backbone.snapshot(), head.snapshot());
    }

    private static <V> Map<String, V> withHead(Map<String, V> ofBackbone, Map<String, V> ofHead) {
        Map<String, V> all = new LinkedHashMap<>(ofBackbone);
        all.putAll(ofHead);
        return all;
    }

    @Override
    public void restore(Map<String, WeightTensor> saved) {
        backbone.restore(saved);
        head.restore(saved);
    }

    @Override
    public Painter copy() {
        return new Painter(
                TorchNetwork.load(backbone.architecture(), backbone.options(), backbone.snapshot()),
                NamedParameters.of(head.snapshot(), backbone.options().device()));
    }

    @Override
    public Network view(Preprocessing preprocessing) {
        return new View(TorchInference.of(backbone, preprocessing), this);
    }

    @Override
    public String lastModule() {
        return "paint";
    }

    @Override
    public void close() {
        backbone.close();
        head.close();
    }

    /** What an evaluation sees, which gets at the head as well. */
    record View(Network inner, Painter painter) implements Network {

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
            return inner.run(images, request);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
