package io.metaformer4j.torch;

import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Embedding;
import io.metaformer4j.zoo.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Everything between the picture and the head. */
final class Body {

    private final List<Step> steps;

    private Body(List<Step> steps) {
        this.steps = steps;
    }

    static Body of(Architecture architecture, Layers layers) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(stem(architecture.stem(), layers), List.of("stem"), -1));
        int index = 0;
        for (int s = 0; s < architecture.stages().size(); s++) {
            Stage stage = architecture.stages().get(s);
            String name = "stages." + s;
            steps.add(new Step(entry(stage, layers, name), List.of(), -1));
            for (int b = 0; b < stage.depth(); b++) {
                String block = name + ".blocks." + b;
                double rate = dropRate(architecture, index);
                Layer layer = layers.block(
                        new MetaFormerBlock(stage.block(), layers, block + ".", index, rate),
                        stage.block().mlp().hidden(stage.dim()));
                boolean last = b == stage.depth() - 1;
                steps.add(new Step(layer, last ? List.of(block, name) : List.of(block), last ? s : -1));
                index++;
            }
        }
        return new Body(steps);
    }

    /** Stochastic depth grows linearly from 0 at the first block (both papers). */
    private static double dropRate(Architecture architecture, int block) {
        int last = architecture.depth() - 1;
        return last == 0 ? 0 : architecture.regularization().stochasticDepth() * block / last;
    }

    private static Layer stem(Embedding stem, Layers layers) {
        return layers.convolution("stem.conv", stem.conv()).then(Norms.of(stem.norm(), layers.state(), "stem.norm"));
    }

    /** Downsampling and position embedding of a stage, if it has them. */
    private static Layer entry(Stage stage, Layers layers, String name) {
        Layer layer = Layer.IDENTITY;
        if (stage.downsampling().isPresent()) {
            Embedding embedding = stage.downsampling().get();
            layer = Norms.of(embedding.norm(), layers.state(), name + ".downsample.norm")
                    .then(layers.convolution(name + ".downsample.conv", embedding.conv()));
        }
        if (stage.positionEmbedding().isPresent()) {
            Weight embedding = layers.state().get(name + ".pos_embed");
            layer = layer.then((x, pass) -> x.add(embedding.tensor()));
        }
        return layer;
    }

    List<Step> steps() {
        return steps;
    }

    /**
     * Runs the chain. Each map is let go as soon as the next one is there, unless gradients or somebody else need it.
     *
     * @param onStage sees the map of every stage
     * @return the last map, owned by the open scope
     */
    Tensor forward(Tensor images, Pass pass, ObjIntConsumer<Tensor> onStage) {
        Tensor current = images.<Tensor>retainReference();
        try {
            for (Step step : steps) {
                Tensor next;
                try (PointerScope ignored = new PointerScope()) {
                    next = step.layer().forward(current, pass).<Tensor>retainReference();
                }
                current.releaseReference();
                current = next;
                announce(step, current, pass.observer(), onStage);
            }
            try (TensorScope scope = TensorScope.open()) {
                return scope.keep(current);
            }
        } finally {
            current.releaseReference();
        }
    }

    static void announce(Step step, Tensor output, ActivationObserver observer, ObjIntConsumer<Tensor> onStage) {
        for (String name : step.names()) {
            observer.observe(name, output);
        }
        if (step.endOfStage() >= 0) {
            onStage.accept(output, step.endOfStage());
        }
    }
}
