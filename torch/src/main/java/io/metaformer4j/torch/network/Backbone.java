package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.LayerFactory;
import io.metaformer4j.torch.layer.OperationLayers;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.ParameterSpec;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Everything between the picture and the head. */
public final class Backbone {

    private final List<BackboneStep> steps;

    private Backbone(List<BackboneStep> steps) {
        this.steps = steps;
    }

    static Backbone of(NetworkPlan plan, LayerFactory layers) {
        OperationLayers operations = new OperationLayers(layers);
        List<BackboneStep> steps = new ArrayList<>();
        steps.add(new BackboneStep(
                operations.sequence(plan.stem().operations()),
                List.of(plan.stem().path()),
                parameters(layers.state(), List.of(plan.stem().path())),
                -1));
        int index = 0;
        for (int s = 0; s < plan.stages().size(); s++) {
            StagePlan stage = plan.stages().get(s);
            List<String> entry = stage.entry().stream().map(Operation::path).toList();
            steps.add(new BackboneStep(
                    operations.sequence(stage.entry()), List.of(), parameters(layers.state(), entry), -1));
            for (int b = 0; b < stage.blocks().size(); b++) {
                BlockPlan block = stage.blocks().get(b);
                Layer layer = layers.block(new MetaFormerBlock(block, operations, index), block.widest());
                boolean last = b == stage.blocks().size() - 1;
                List<String> complete = last ? List.of(block.path(), stage.path()) : List.of(block.path());
                List<Tensor> parameters = parameters(layers.state(), List.of(block.path()));
                steps.add(new BackboneStep(layer, complete, parameters, last ? s : -1));
                index++;
            }
        }
        return new Backbone(steps);
    }

    /** What can learn of some modules; the name of a tensor may be that of its module. */
    private static List<Tensor> parameters(NetworkState state, List<String> modules) {
        return state.layout().specs().stream()
                .filter(spec -> spec.kind() == ParameterSpec.Kind.TRAINABLE)
                .map(ParameterSpec::name)
                .filter(name ->
                        modules.stream().anyMatch(module -> name.equals(module) || name.startsWith(module + ".")))
                .map(name -> state.get(name).tensor())
                .toList();
    }

    /** The chain from the picture to the last map. */
    public List<BackboneStep> steps() {
        return steps;
    }

    /**
     * Runs the chain. Each map is released as soon as the next one is there, unless gradients or an observer need it.
     *
     * @param onStage sees the map of every stage
     * @return the last map, owned by the open scope
     */
    public Tensor forward(Tensor images, ForwardPass pass, ObjIntConsumer<Tensor> onStage) {
        return forward(steps, images, pass, onStage);
    }

    /**
     * Runs the rest of the chain.
     *
     * @param module the module after which it begins
     * @param map what takes the place of that module's output
     * @return the last map, owned by the open scope
     */
    public Tensor forwardAfter(String module, Tensor map, ForwardPass pass) {
        int last = 0;
        while (!steps.get(last).names().contains(module)) {
            last++;
        }
        return forward(steps.subList(last + 1, steps.size()), map, pass, (output, stage) -> {});
    }

    private static Tensor forward(
            List<BackboneStep> chain, Tensor input, ForwardPass pass, ObjIntConsumer<Tensor> onStage) {
        Tensor current = input.<Tensor>retainReference();
        try {
            for (BackboneStep step : chain) {
                Tensor next;
                try (PointerScope ignored = new PointerScope()) {
                    next = step.layer().forward(current, pass).<Tensor>retainReference();
                }
                current.releaseReference();
                current = next;
                notifyObservers(step, current, pass.observer(), onStage);
            }
            try (TensorScope scope = TensorScope.open()) {
                return scope.keep(current);
            }
        } finally {
            current.releaseReference();
        }
    }

    static void notifyObservers(
            BackboneStep step, Tensor output, ActivationObserver observer, ObjIntConsumer<Tensor> onStage) {
        for (String name : step.names()) {
            observer.observe(name, output);
        }
        if (step.endOfStage() >= 0) {
            onStage.accept(output, step.endOfStage());
        }
    }
}
