package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.TorchEngine;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Map;

/** Models of tiny networks, run by libtorch. */
public final class TinyModels {

    private TinyModels() {}

    static Preprocessing preprocessing() {
        return TinyArchitectures.preprocessing();
    }

    /** The same every time. */
    public static Map<String, WeightTensor> weights(Architecture architecture) {
        return new InitialWeights(3).draw(architecture);
    }

    public static Network network(Architecture architecture) {
        return network(architecture, weights(architecture));
    }

    public static Network network(Architecture architecture, Map<String, WeightTensor> weights) {
        return new TorchEngine().load(architecture, preprocessing(), weights, Placement.DEFAULT);
    }

    public static LoadedModel model(int classes) {
        return model(TinyArchitectures.classifier(classes));
    }

    public static LoadedModel model(Architecture architecture) {
        return model(architecture, weights(architecture));
    }

    public static LoadedModel model(Architecture architecture, Map<String, WeightTensor> weights) {
        return LoadedModel.of(
                ModelDescription.of("tiny", architecture, preprocessing()), network(architecture, weights));
    }

    public static LoadedModel model(LabelSet labels) {
        Architecture architecture = TinyArchitectures.classifier(labels.size());
        ModelDescription description =
                ModelDescription.of("tiny", architecture, preprocessing()).withLabels(labels.names());
        return LoadedModel.of(description, network(architecture));
    }
}
