package io.metaformer4j.onnx.graph;

import io.metaformer4j.engine.Output;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.onnx.writer.GraphAssembly;
import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphSettings;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import io.metaformer4j.onnx.writer.WrittenGraph;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.BranchPlan;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Norm;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the graph of a whole network: {@code stem, stages, head}, each block twice {@code x + scale * f(norm(x))}. */
public final class NetworkGraph {

    private final Architecture architecture;
    private final Preprocessing preprocessing;
    private final GraphSettings settings;
    private final GraphWriter writer;
    private final OperationNodes operations;
    private final LinearNodes linear;
    private final Set<Output> wanted;
    private final Map<Output, GraphValue> found = new LinkedHashMap<>();

    private NetworkGraph(
            Architecture architecture,
            Preprocessing preprocessing,
            GraphWeights weights,
            GraphSettings settings,
            Set<Output> wanted) {
        this.architecture = architecture;
        this.preprocessing = preprocessing;
        this.settings = settings;
        this.wanted = wanted;
        this.writer = new GraphWriter(settings);
        this.operations = new OperationNodes(writer, weights);
        this.linear = operations.linear();
    }

    /**
     * Writes a graph.
     *
     * @param architecture the network
     * @param preprocessing whose mean and standard deviation normalise pictures that come as bytes
     * @param weights the weights
     * @param settings how it is written
     * @param wanted what it puts out, at least one; not what enters the network
     * @return the graph
     * @throws io.metaformer4j.zoo.MetaFormerException if a tensor is missing or of another shape
     */
    public static WrittenGraph write(
            Architecture architecture,
            Preprocessing preprocessing,
            GraphWeights weights,
            GraphSettings settings,
            Set<Output> wanted) {
        return new NetworkGraph(architecture, preprocessing, weights, settings, wanted).write();
    }

    private WrittenGraph write() {
        NetworkPlan plan = NetworkPlan.of(architecture);
        MapValue x = operations.sequence(pictures(), plan.stem().operations());
        x = shown(x, Output.activation(plan.stem().path()));
        for (int i = 0; i < plan.stages().size(); i++) {
            Normalization norm = architecture.stages().get(i).block().norm();
            x = stage(x, plan.stages().get(i), norm.accept(new FavouredForm()));
            feature(x, i, plan.head());
        }
        head(x, plan.head());
        return new GraphAssembly(writer, architecture.inputChannels()).assembled(found);
    }

    private MapValue pictures() {
        int channels = architecture.inputChannels();
        if (settings.input() == GraphSettings.PictureElements.NORMALIZED) {
            return MapValue.of(new GraphValue(
                    GraphAssembly.INPUT, GraphValue.Arrangement.PLANES, channels, settings.height(), settings.width()));
        }
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = (float) (255 * preprocessing.mean().get(c));
            deviation[c] = (float) (255 * preprocessing.std().get(c));
        }
        String floats = writer.add(
                "Cast", "preprocessing.floats", List.of(GraphAssembly.INPUT), GraphAttributes.number("to", (long)
                        TensorProto.DataType.FLOAT_VALUE));
        String centred = writer.add(
                "Sub", "preprocessing.centred", List.of(floats, writer.floats("preprocessing.mean", mean, channels)));
        String normalized = writer.add(
                "Div",
                "preprocessing.normalized",
                List.of(centred, writer.floats("preprocessing.std", deviation, channels)));
        return MapValue.of(new GraphValue(
                normalized, GraphValue.Arrangement.PIXELS, channels, settings.height(), settings.width()));
    }

    private MapValue stage(MapValue input, StagePlan stage, GraphValue.Arrangement form) {
        MapValue x = operations.sequence(input, stage.entry());
        for (BlockPlan block : stage.blocks()) {
            x = branch(MapValue.of(linear.settled(x, form)), block.mixing(), form);
            x = branch(x, block.channels(), form);
            x = shown(x, Output.activation(block.path()));
        }
        return shown(x, Output.activation(stage.path()));
    }

    /** Channels lie together where the norms of a stage's blocks want them so. */
    private static final class FavouredForm implements Normalization.Visitor<GraphValue.Arrangement> {
        @Override
        public GraphValue.Arrangement none(Normalization.None norm) {
            return GraphValue.Arrangement.PLANES;
        }

        @Override
        public GraphValue.Arrangement layerNorm(Normalization.LayerNorm norm) {
            return GraphValue.Arrangement.PIXELS;
        }

        @Override
        public GraphValue.Arrangement groupNorm(Normalization.GroupNorm norm) {
            return GraphValue.Arrangement.PLANES;
        }
    }

    /** {@code residualScale * x + layerScale * f(norm(x))}. */
    private MapValue branch(MapValue x, BranchPlan branch, GraphValue.Arrangement form) {
        MapValue f = branch.norm().map(norm -> norm.accept(operations).apply(x)).orElse(x);
        boolean pixels = branch.function().get(0).accept(operations).takesPixels();
        f = operations.sequence(pixels ? f : planes(f), branch.function());
        if (branch.layerScale().isPresent()) {
            f = operations.scale(branch.layerScale().get()).apply(f);
        }
        MapValue identity = branch.residualScale()
                .map(scale -> operations.scale(scale).apply(x))
                .orElse(x);
        GraphValue kept = linear.settled(identity, form);
        String path = branch.function().get(0).path() + ".residual";
        String sum = writer.add(
                "Add", path, List.of(kept.name(), linear.settled(f, form).name()));
        return MapValue.of(kept.named(sum));
    }

    /** ONNX Runtime computes 1x1 convolutions of planes faster than products of pixels and a matrix. */
    private MapValue planes(MapValue x) {
        boolean already = x.base().form() == GraphValue.Arrangement.PLANES;
        return already ? x : MapValue.of(linear.settled(x, GraphValue.Arrangement.PLANES));
    }

    private void feature(MapValue x, int stage, HeadPlan head) {
        Output output = Output.stage(stage);
        if (wanted.contains(output)) {
            Optional<Norm> norm = head.accept(new FeatureNorm(stage));
            shown(norm.map(operation -> operation.accept(operations).apply(x)).orElse(x), output);
        }
    }

    /** The norm between a stage's map and its feature, which feature backbones have. */
    private record FeatureNorm(int stage) implements HeadPlan.Visitor<Optional<Norm>> {
        @Override
        public Optional<Norm> classification(HeadPlan.Classification head) {
            return Optional.empty();
        }

        @Override
        public Optional<Norm> featureNorms(HeadPlan.FeatureNorms head) {
            return head.norms().get(stage);
        }
    }

    private void head(MapValue x, HeadPlan head) {
        head.accept(new HeadPlan.Visitor<Void>() {
            @Override
            public Void classification(HeadPlan.Classification classifier) {
                if (!wanted.contains(Output.LOGITS) && !wanted.contains(Output.POOLED)) {
                    return null;
                }
                MapValue pooled = shown(operations.sequence(x, classifier.pooling()), Output.POOLED);
                if (wanted.contains(Output.LOGITS)) {
                    MapValue vectors = classifier
                            .hidden()
                            .map(hidden -> operations.sequence(pooled, hidden.operations()))
                            .orElse(pooled);
                    shown(operations.linear(classifier.logits()).apply(vectors), Output.LOGITS);
                }
                return null;
            }

            @Override
            public Void featureNorms(HeadPlan.FeatureNorms norms) {
                return null;
            }
        });
    }

    /** Writes what waits where the value is to be shown. */
    private MapValue shown(MapValue x, Output output) {
        if (!wanted.contains(output)) {
            return x;
        }
        GraphValue value = linear.settled(x);
        found.put(
                output,
                value.form() == GraphValue.Arrangement.PIXELS
                        ? writer.as(value, GraphValue.Arrangement.PLANES)
                        : value);
        return MapValue.of(value);
    }
}
