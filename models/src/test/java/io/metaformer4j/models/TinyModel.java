package io.metaformer4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.catalog.PublishedWeights;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A small model of ten classes in files and in a catalog, and what it says about a picture. */
final class TinyModel {

    private static final Picture PICTURE = Picture.filled(30, 20, 200, 40, 90);

    private TinyModel() {}

    /** Writes a model as training does; returns what its network says about a picture. */
    static float[] writeModel(Path target, DType type) throws IOException {
        Architecture architecture = TinyArchitectures.classifier(10);
        Files.createDirectories(target);
        description("tiny", architecture).withLabels(LabelSet.cifar10().names()).write(target.resolve("model.json"));
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        weights(architecture).forEach((name, tensor) -> tensors.put(name, tensor.to(type)));
        SafetensorsWriter.write(target.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        try (Network network = new TorchEngine()
                .load(architecture, TinyArchitectures.preprocessing(), weights(architecture), Placement.DEFAULT)) {
            return answer(network);
        }
    }

    /** A description without class names and facts. */
    static ModelDescription description(String name, Architecture architecture) {
        return ModelDescription.of(name, architecture, TinyArchitectures.preprocessing());
    }

    /** Fresh weights, the same each time. */
    static Map<String, WeightTensor> weights(Architecture architecture) {
        return new InitialWeights(3).draw(architecture);
    }

    /** A row of a catalog. */
    static Model tiny(Optional<PublishedWeights> weights) {
        ModelCard card = ModelCard.of(TinyArchitectures.preprocessing());
        return new Model(
                "tiny",
                TinyArchitectures.classifier(10),
                weights.map(card::withWeights).orElse(card));
    }

    /** What a network says about the picture. */
    static float[] answer(Network network) {
        ImageBatch batch = EvalTransform.of(TinyArchitectures.preprocessing()).batchOf(new Sample.Pixels(PICTURE), 0);
        return network.run(batch, Request.LOGITS).logits().values();
    }

    static float[] answer(LoadedModel model) {
        return answer(model.network());
    }

    static void assertAnswers(LoadedModel model, float[] expected, float tolerance) {
        assertThat(answer(model)).containsExactly(expected, within(tolerance));
    }
}
