package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.BranchPlan;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks through a network in the order of computation and writes down what every layer costs. How the released implementations
 * count the same layer, and why they differ, {@link CountedImplementation} says.
 */
final class ComplexityCounter implements OperationVisitor<Void> {

    private final LayerLedger ledger;
    private final LiveMaps live;
    private final List<MapShape> stageMaps = new ArrayList<>();
    private final Set<String> inBlockOrHead = new HashSet<>();
    private long groupNormElements;

    /** Size of the map that the last operation put out. */
    private int height;

    private int width;

    private ComplexityCounter(ParameterLayout layout, long values, int height, int width) {
        this.ledger = new LayerLedger(layout, values);
        this.live = ledger.live();
        this.height = height;
        this.width = width;
    }

    static ComplexityCounter of(Architecture architecture, int height, int width) {
        // as a number: the picture itself may have more positions than maps can
        long values = (long) architecture.inputChannels() * height * width;
        ComplexityCounter counter = new ComplexityCounter(ParameterLayout.of(architecture), values, height, width);
        counter.count(NetworkPlan.of(architecture));
        return counter;
    }

    /** The layers of every part that has any. */
    List<LayerLedger.Part> parts() {
        return ledger.parts();
    }

    /** Values that group norms with bias put out. */
    long groupNormElements() {
        return groupNormElements;
    }

    /** What has been in memory. */
    LiveMaps live() {
        return live;
    }

    /** Whether a layer is part of a block or of a classifier, not of stem, downsampling or feature norms. */
    boolean isInBlockOrHead(LayerCost layer) {
        return inBlockOrHead.contains(layer.module());
    }

    private void count(NetworkPlan plan) {
        countAll(plan.stem().operations());
        ledger.end(plan.stem().path());
        boolean mapsAreAnswers = plan.head().classifier().isEmpty();
        for (StagePlan stage : plan.stages()) {
            stage(stage);
            if (mapsAreAnswers) {
                live.keep();
            }
        }
        plan.head().accept(new HeadLayers());
        ledger.end(plan.head().path());
    }

    private void stage(StagePlan stage) {
        countAll(stage.entry());
        int first = ledger.layers().size();
        for (BlockPlan block : stage.blocks()) {
            branch(block.mixing());
            branch(block.channels());
        }
        List<LayerCost> layers = ledger.layers();
        layers.subList(first, layers.size()).forEach(layer -> inBlockOrHead.add(layer.module()));
        stageMaps.add(layers.get(layers.size() - 1).output());
        ledger.end(stage.path());
    }

    /** The input of a branch is kept until the result is added to it. */
    private void branch(BranchPlan branch) {
        long input = live.keep();
        List<Operation> operations = branch.operations();
        countAll(operations);
        live.compute(elements(operations.get(operations.size() - 1).channels()));
        live.release(input);
    }

    private void countAll(List<? extends Operation> operations) {
        operations.forEach(operation -> operation.accept(this));
    }

    /** An operation that keeps the size of the map and multiplies and adds so often for each value that it puts out. */
    private Void add(Operation operation, LayerCost.Kind kind, long macsOfValue) {
        ledger.add(operation.path(), kind, mapOf(operation.channels()), macsOfValue);
        return null;
    }

    /** An operation without multiply-adds that needs no memory of its own. */
    private Void addInPlace(Operation operation, LayerCost.Kind kind, long alive) {
        ledger.addInPlace(operation.path(), kind, mapOf(operation.channels()), alive);
        return null;
    }

    private MapShape mapOf(int channels) {
        return new MapShape(channels, height, width);
    }

    /** Values of a map of the present size. */
    private long elements(int channels) {
        return LayerLedger.elements(mapOf(channels));
    }

    @Override
    public Void convolution(Operation.Convolution operation) {
        height = operation.window().outputSide(height);
        width = operation.window().outputSide(width);
        int kernel = operation.window().kernel();
        return add(operation, LayerCost.Kind.CONVOLUTION, (long) operation.inputs() * kernel * kernel);
    }

    @Override
    public Void pointwise(Operation.Pointwise operation) {
        add(operation, operation.matrix() ? LayerCost.Kind.LINEAR : LayerCost.Kind.CONVOLUTION, operation.inputs());
        operation
                .activation()
                .ifPresent(activation -> addInPlace(activation, LayerCost.Kind.ACTIVATION, live.replace()));
        return null;
    }

    @Override
    public Void linear(Operation.Linear operation) {
        return add(operation, LayerCost.Kind.LINEAR, operation.inputs());
    }

    @Override
    public Void depthwiseConvolution(Mixing.DepthwiseConvolution operation) {
        return add(operation, LayerCost.Kind.CONVOLUTION, (long) operation.kernel() * operation.kernel());
    }

    @Override
    public Void averagePool(Mixing.AveragePool operation) {
        return add(operation, LayerCost.Kind.POOLING, 0);
    }

    @Override
    public Void globalPool(Operation.GlobalPool operation) {
        height = 1;
        width = 1;
        return add(operation, LayerCost.Kind.GLOBAL_POOLING, 0);
    }

    @Override
    public Void identity(Mixing.Identity operation) {
        return addInPlace(operation, LayerCost.Kind.IDENTITY, live.alive());
    }

    @Override
    public Void randomMix(Mixing.RandomMix operation) {
        return add(operation, LayerCost.Kind.RANDOM_MIXING, operation.tokens());
    }

    @Override
    public Void spatialFc(Mixing.SpatialFc operation) {
        return add(operation, LayerCost.Kind.LINEAR, operation.tokens());
    }

    @Override
    public Void attention(Mixing.Attention operation) {
        pointwise(operation.qkv());
        MapShape heads = mapOf(operation.heads() * operation.headDim());
        ledger.addAttention(operation.path(), heads, operation.heads());
        return pointwise(operation.projection());
    }

    @Override
    public Void geometric(Mixing.Geometric operation) {
        long values = elements(operation.channels());
        long kept = live.keep();
        filter(operation.zeroth(), operation.kernel());
        kept += live.keep();
        long responses = 0;
        for (Mixing.Geometric.Filter filter : operation.filters()) {
            filter(filter, operation.kernel());
            responses += live.keep();
        }
        live.compute(values); // the magnitudes of all groups side by side
        live.release(responses);
        countAll(operation.details());
        ledger.add(operation.detailScale(), LayerCost.Kind.SCALE, mapOf(operation.channels()), 0);
        live.compute(values); // the sum
        live.release(kept);
        return null;
    }

    private void filter(Mixing.Geometric.Filter filter, int kernel) {
        ledger.add(filter.path(), LayerCost.Kind.CONVOLUTION, mapOf(filter.channels()), (long) kernel * kernel);
    }

    @Override
    public Void concatenation(Mixing.Concatenation operation) {
        long kept = live.keep();
        for (Mixing.Geometric part : operation.parts()) {
            geometric(part);
            kept += live.keep();
        }
        live.compute(elements(operation.channels()));
        live.release(kept);
        return null;
    }

    @Override
    public Void activate(Operation.Activate operation) {
        return add(operation, LayerCost.Kind.ACTIVATION, 0);
    }

    @Override
    public Void layerNorm(Norm.LayerNorm operation) {
        return add(operation, LayerCost.Kind.LAYER_NORM, 0);
    }

    @Override
    public Void groupNorm(Norm.GroupNorm operation) {
        groupNormElements += operation.bias() ? elements(operation.channels()) : 0;
        return add(operation, LayerCost.Kind.GROUP_NORM, 0);
    }

    @Override
    public Void batchNorm(Norm.BatchNorm operation) {
        return add(operation, LayerCost.Kind.BATCH_NORM, 0);
    }

    @Override
    public Void scale(Operation.Scale operation) {
        return add(operation, LayerCost.Kind.SCALE, 0);
    }

    @Override
    public Void addPosition(Operation.AddPosition operation) {
        return add(operation, LayerCost.Kind.POSITION_EMBEDDING, 0);
    }

    private final class HeadLayers implements HeadPlan.Visitor<Void> {
        @Override
        public Void classification(HeadPlan.Classification head) {
            countAll(head.operations());
            ledger.layers().forEach(layer -> inBlockOrHead.add(layer.module()));
            return null;
        }

        @Override
        public Void featureNorms(HeadPlan.FeatureNorms head) {
            for (int i = 0; i < stageMaps.size(); i++) {
                height = stageMaps.get(i).height();
                width = stageMaps.get(i).width();
                head.norms().get(i).ifPresent(norm -> {
                    norm.accept(ComplexityCounter.this);
                    live.keep();
                });
            }
            return null;
        }
    }
}
