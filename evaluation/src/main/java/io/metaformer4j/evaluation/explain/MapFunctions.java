package io.metaformer4j.evaluation.explain;

import io.metaformer4j.engine.Continuation;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.explain.attribution.FullGradientMaps;
import io.metaformer4j.evaluation.explain.attribution.IntegratedGradientMaps;
import io.metaformer4j.evaluation.explain.cam.AblationMaps;
import io.metaformer4j.evaluation.explain.cam.ActivationMaps;
import io.metaformer4j.evaluation.explain.cam.ChannelReduction;
import io.metaformer4j.evaluation.explain.cam.GradientMaps;
import io.metaformer4j.evaluation.explain.cam.GradientWeighting;
import io.metaformer4j.evaluation.explain.cam.MapFunction;
import io.metaformer4j.evaluation.explain.cam.ScoreMaps;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what computes a method on a model.
 *
 * @param model the model
 * @param settings the method and its settings
 */
record MapFunctions(LoadedModel model, ExplanationSettings settings) {

    /** One for each module, or one for the whole network. */
    List<MapFunction> all() {
        Request.LOGITS.requireOf(model.architecture());
        return switch (settings.method()) {
            case FULL_GRAD -> List.of(new FullGradientMaps(gradients()));
            case INTEGRATED_GRADIENTS ->
                List.of(new IntegratedGradientMaps(
                        network(), gradients(), black(), settings.steps(), settings.batchSize()));
            default -> modules().stream().map(this::ofModule).toList();
        };
    }

    private List<Output> modules() {
        List<String> names = settings.modules();
        if (names.isEmpty()) {
            List<StagePlan> stages = NetworkPlan.of(model.architecture()).stages();
            names = List.of(stages.get(stages.size() - 1).path());
        }
        List<Output> modules = new ArrayList<>();
        for (String name : names) {
            Output module = Output.activation(name);
            module.requireOf(model.architecture());
            modules.add(module);
        }
        return modules;
    }

    private MapFunction ofModule(Output module) {
        ChannelReduction reduction = settings.eigenSmoothing() ? ChannelReduction.PRINCIPAL : ChannelReduction.SUM;
        int batch = settings.batchSize();
        return switch (settings.method()) {
            case GRAD_CAM -> weighted(module, GradientWeighting.GRAD_CAM, reduction);
            case GRAD_CAM_PLUS_PLUS -> weighted(module, GradientWeighting.GRAD_CAM_PLUS_PLUS, reduction);
            case HI_RES_CAM -> weighted(module, GradientWeighting.HI_RES_CAM, reduction);
            case X_GRAD_CAM -> weighted(module, GradientWeighting.X_GRAD_CAM, reduction);
            case LAYER_CAM -> weighted(module, GradientWeighting.LAYER_CAM, reduction);
            case GRAD_CAM_ELEMENT_WISE -> weighted(module, GradientWeighting.ELEMENT_WISE, reduction);
            case EIGEN_GRAD_CAM -> weighted(module, GradientWeighting.HI_RES_CAM, ChannelReduction.PRINCIPAL);
            case EIGEN_CAM -> new ActivationMaps(network(), module);
            case SCORE_CAM -> new ScoreMaps(network(), module, batch, settings.channels(), reduction);
            case ABLATION_CAM ->
                new AblationMaps(network(), continuation(), module, batch, settings.channels(), reduction);
            case FULL_GRAD, INTEGRATED_GRADIENTS ->
                throw new IllegalStateException(settings.method() + " explains by no module");
        };
    }

    private MapFunction weighted(Output module, GradientWeighting weighting, ChannelReduction reduction) {
        return new GradientMaps(gradients(), module, weighting, reduction);
    }

    private Network network() {
        return model.network();
    }

    private Gradients gradients() {
        return network().gradients().orElseThrow(() -> lacking("gradients"));
    }

    private Continuation continuation() {
        return network().continuation().orElseThrow(() -> lacking("answers to changed activations"));
    }

    private MetaFormerException lacking(String what) {
        return new MetaFormerException(settings.method().title() + " needs " + what
                + ", which this engine cannot compute; load the model on the torch engine");
    }

    private List<Double> black() {
        Preprocessing preprocessing = model.preprocessing();
        List<Double> black = new ArrayList<>();
        for (int c = 0; c < preprocessing.channels(); c++) {
            black.add(-preprocessing.mean().get(c) / preprocessing.std().get(c));
        }
        return black;
    }
}
