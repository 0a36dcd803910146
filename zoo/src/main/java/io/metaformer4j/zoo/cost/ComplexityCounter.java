package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.OperationVisitor;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
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

    private final ParameterLayout layout;
    private final List<Part> parts = new ArrayList<>();
    private final List<MapShape> stageMaps = new ArrayList<>();
    private final Set<String> inBlockOrHead = new HashSet<>();
    private List<LayerCost> layers = new ArrayList<>();
    private long groupNormElements;

    /** Size of the map that the last operation put out. */
    private int height;

    private int width;

    /** The layers of the stem, a stage or the head; at least one. */
    record Part(String name, List<LayerCost> layers) {
        Part {
            layers = List.copyOf(layers);
        }
    }

    private ComplexityCounter(ParameterLayout layout, int height, int width) {
        this.layout = layout;
        this.height = height;
        this.width = width;
    }

    static ComplexityCounter of(Architecture architecture, int height, int width) {
        ComplexityCounter counter = new ComplexityCounter(ParameterLayout.of(architecture), height, width);
        counter.count(NetworkPlan.of(architecture));
        return counter;
    }

    /** The layers of every part that has any. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Values that group norms with bias put out. */
    long groupNormElements() {
        return groupNormElements;
    }

    /** Whether a layer is part of a block or of a classifier, not of stem, downsampling or feature norms. */
    boolean isInBlockOrHead(LayerCost layer) {
        return inBlockOrHead.contains(layer.module());
    }

    private void count(NetworkPlan plan) {
        countAll(plan.stem().operations());
        end(plan.stem().path());
        plan.stages().forEach(this::stage);
        plan.head().accept(new HeadLayers());
        end(plan.head().path());
    }

    private void stage(StagePlan stage) {
        countAll(stage.entry());
        int first = layers.size();
        for (BlockPlan block : stage.blocks()) {
            countAll(block.operations());
        }
        layers.subList(first, layers.size()).forEach(layer -> inBlockOrHead.add(layer.module()));
        stageMaps.add(layers.get(layers.size() - 1).output());
        end(stage.path());
    }

    private void countAll(List<? extends Operation> operations) {
        operations.forEach(operation -> operation.accept(this));
    }

    private void end(String part) {
        if (!layers.isEmpty()) {
            parts.add(new Part(part, layers));
        }
        layers = new ArrayList<>();
    }

    private void add(String module, LayerCost.Kind kind, MapShape output, long macs) {
        long trainable = 0;
        long frozen = 0;
        long buffers = 0;
        for (ParameterSpec spec : layout.ofModule(module)) {
            switch (spec.kind()) {
                case TRAINABLE -> trainable += spec.elements();
                case FROZEN -> frozen += spec.elements();
                case BUFFER, COUNTER -> buffers += spec.elements();
            }
        }
        layers.add(new LayerCost(module, kind, output, trainable, frozen, buffers, macs));
    }

    /** An operation that keeps the size of the map and multiplies and adds so often for each value that it puts out. */
    private Void add(Operation operation, LayerCost.Kind kind, long macsOfValue) {
        MapShape output = mapOf(operation.channels());
        add(operation.path(), kind, output, macsOfValue * elements(output));
        return null;
    }

    private MapShape mapOf(int channels) {
        return new MapShape(channels, height, width);
    }

    private static long elements(MapShape map) {
        return (long) map.channels() * map.tokens();
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
        operation.activation().ifPresent(this::activate);
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
        return add(operation, LayerCost.Kind.IDENTITY, 0);
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
        add(operation.path(), LayerCost.Kind.ATTENTION, heads, 2 * elements(heads) * heads.tokens());
        return pointwise(operation.projection());
    }

    @Override
    public Void geometric(Mixing.Geometric operation) {
        filter(operation.zeroth(), operation.kernel());
        operation.filters().forEach(filter -> filter(filter, operation.kernel()));
        countAll(operation.details());
        add(operation.detailScale(), LayerCost.Kind.SCALE, mapOf(operation.channels()), 0);
        return null;
    }

    private void filter(Mixing.Geometric.Filter filter, int kernel) {
        MapShape group = mapOf(filter.channels());
        add(filter.path(), LayerCost.Kind.CONVOLUTION, group, elements(group) * kernel * kernel);
    }

    @Override
    public Void concatenation(Mixing.Concatenation operation) {
        countAll(operation.parts());
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
        groupNormElements += operation.bias() ? elements(mapOf(operation.channels())) : 0;
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
            layers.forEach(layer -> inBlockOrHead.add(layer.module()));
            return null;
        }

        @Override
        public Void featureNorms(HeadPlan.FeatureNorms head) {
            for (int i = 0; i < stageMaps.size(); i++) {
                height = stageMaps.get(i).height();
                width = stageMaps.get(i).width();
                head.norms().get(i).ifPresent(norm -> norm.accept(ComplexityCounter.this));
            }
            return null;
        }
    }
}
