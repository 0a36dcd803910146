package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the plan of a network from its description. */
final class NetworkPlanner {

    private final Architecture architecture;

    NetworkPlanner(Architecture architecture) {
        this.architecture = architecture;
    }

    NetworkPlan network() {
        List<Stage> stages = architecture.stages();
        List<StagePlan> plans = new ArrayList<>(stages.size());
        int firstBlock = 0;
        for (int i = 0; i < stages.size(); i++) {
            plans.add(stage(i, firstBlock));
            firstBlock += stages.get(i).depth();
        }
        HeadPlan head = architecture.head().accept(new HeadPlanner(architecture));
        return new NetworkPlan(stem(), plans, head);
    }

    private StemPlan stem() {
        String path = "stem";
        PatchEmbedding stem = architecture.stem();
        int dim = architecture.stages().get(0).dim();
        return new StemPlan(
                path,
                convolution(path, architecture.inputChannels(), dim, stem.conv()),
                NormPlanner.of(stem.norm(), path + ".norm", dim));
    }

    private StagePlan stage(int index, int firstBlock) {
        String path = "stages." + index;
        Stage stage = architecture.stages().get(index);
        List<BlockPlan> blocks = new ArrayList<>(stage.depth());
        for (int i = 0; i < stage.depth(); i++) {
            blocks.add(block(path + ".blocks." + i, stage, dropRate(firstBlock + i)));
        }
        return new StagePlan(
                path,
                stage.downsampling().map(embedding -> downsampling(path + ".downsample", embedding, index)),
                stage.positionEmbedding()
                        .map(map ->
                                new Operation.AddPosition(path + ".pos_embed", stage.dim(), map.height(), map.width())),
                blocks);
    }

    private DownsamplingPlan downsampling(String path, PatchEmbedding embedding, int stage) {
        int before = architecture.stages().get(stage - 1).dim();
        int dim = architecture.stages().get(stage).dim();
        return new DownsamplingPlan(
                NormPlanner.of(embedding.norm(), path + ".norm", before),
                convolution(path, before, dim, embedding.conv()));
    }

    private static Operation.Convolution convolution(String path, int inputs, int channels, ConvSpec window) {
        return new Operation.Convolution(path + ".conv", inputs, channels, window);
    }

    /** Stochastic depth grows linearly from 0 at the first block (both papers). */
    private double dropRate(int block) {
        int last = architecture.depth() - 1;
        return last == 0 ? 0 : architecture.regularization().stochasticDepth() * block / last;
    }

    private static BlockPlan block(String path, Stage stage, double dropRate) {
        Block block = stage.block();
        int dim = stage.dim();
        List<Operation> mixer = block.mixer().accept(new MixerPlanner(path + ".token_mixer", dim));
        List<Operation> mlp = mlp(path + ".mlp", block.mlp(), dim, block.storesMatrices());
        return new BlockPlan(path, branch(path, 1, stage, mixer, dropRate), branch(path, 2, stage, mlp, dropRate));
    }

    private static BranchPlan branch(String path, int number, Stage stage, List<Operation> function, double dropRate) {
        Block block = stage.block();
        int dim = stage.dim();
        return new BranchPlan(
                NormPlanner.of(block.norm(), path + ".norm" + number, dim),
                function,
                scale(path + ".layer_scale" + number, dim, block.layerScale()),
                scale(path + ".res_scale" + number, dim, block.residualScale()),
                dropRate);
    }

    private static Optional<Operation.Scale> scale(String path, int dim, OptionalDouble initial) {
        return initial.isPresent()
                ? Optional.of(new Operation.Scale(path, dim, initial.getAsDouble()))
                : Optional.empty();
    }

    private static List<Operation> mlp(String path, ChannelMlp mlp, int dim, boolean matrix) {
        int hidden = HiddenWidth.of(mlp.ratio(), dim);
        return List.of(
                new Operation.Pointwise(
                        path + ".fc1",
                        dim,
                        hidden,
                        mlp.bias(),
                        matrix,
                        Optional.of(new Operation.Activate(path + ".act", hidden, mlp.activation()))),
                new Operation.Pointwise(path + ".fc2", hidden, dim, mlp.bias(), matrix, Optional.empty()));
    }
}
