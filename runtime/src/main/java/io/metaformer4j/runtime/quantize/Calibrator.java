package io.metaformer4j.runtime.quantize;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.quantize.RangeMethod;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.exec.PlanRunner;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.runtime.plan.BoundaryStep.Export;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.StepMatcher;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a network in float32 and looks at what enters those of its layers that can be stored as bytes: linear functions of the channels
 * of maps, which are the layers of channel MLPs, queries, keys, values and projections, and 1x1 convolutions; and the strided
 * convolutions of stem and downsampling. Not safe for concurrent use; the owner closes it.
 */
public final class Calibrator implements AutoCloseable {

    private final Map<Output, Layer> layers = new LinkedHashMap<>();
    private final ExecutionPlan plan;
    private final PlanRunner runner;

    /** A layer, and what was seen of its input. */
    private record Layer(String path, PlanValue in, ValueHistogram seen) {}

    /** The input of a step whose weights can be stored as bytes. */
    private static final class Inputs implements StepMatcher<Optional<PlanValue>> {
        @Override
        public Optional<PlanValue> other(PlanStep step) {
            return Optional.empty();
        }

        @Override
        public Optional<PlanValue> product(Product step) {
            return Optional.of(step.in()).filter(in -> in.kind() == PlanValue.Kind.MAP);
        }

        @Override
        public Optional<PlanValue> convolve(Convolve step) {
            return Optional.of(step.in());
        }
    }

    /**
     * Prepares a network.
     *
     * @param architecture the network
     * @param preprocessing statistics of pictures that come as bytes
     * @param weights its weights by canonical name, in floating point
     * @param placement threads; the precision does not matter
     * @throws MetaFormerException if a tensor is missing, of another shape, or of a type that is no floating point
     */
    public Calibrator(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        ExecutionPlan written = PlanWriter.write(architecture, NetworkTensors.of(architecture, weights));
        List<PlanStep> steps = new ArrayList<>();
        for (PlanStep step : written.steps()) {
            step.accept(new Inputs()).ifPresent(in -> {
                Output input = Output.activation(step.path());
                layers.put(input, new Layer(step.path(), in, new ValueHistogram()));
                steps.add(new Export("input of " + step.path(), in, input));
            });
            steps.add(step);
        }
        // what is handed out has two readers, and stays what the network describes
        this.plan = PlanFusions.fused(new ExecutionPlan(steps), PlanFusions.all());
        this.runner = new PlanRunner(
                plan,
                preprocessing,
                placement.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors()),
                KernelChoice.kernelsOfProcess());
    }

    /**
     * The layers that can be stored as bytes.
     *
     * @return their paths, in the order in which they are computed
     */
    public List<String> layers() {
        return layers.values().stream().map(Layer::path).toList();
    }

    /**
     * Looks at pictures.
     *
     * @param images pictures of a size that the network takes, each small enough for its activations to fit into memory
     */
    public void add(ImageBatch images) {
        LevelSizes sizes = LevelSizes.of(plan.steps(), images.height(), images.width());
        Map<Output, float[]> arrays = new LinkedHashMap<>();
        layers.forEach((output, layer) ->
                arrays.put(output, new float[Math.toIntExact(images.size() * sizes.count(layer.in()))]));
        runner.run(images, new Request(arrays.keySet()), arrays);
        arrays.entrySet().parallelStream()
                .forEach(entry -> layers.get(entry.getKey()).seen().add(entry.getValue(), entry.getValue().length));
    }

    /**
     * The ranges of what was seen.
     *
     * @param method how they are chosen
     * @return by the paths of the layers
     * @throws MetaFormerException if no picture was seen
     */
    public Map<String, InputRange> ranges(RangeMethod method) {
        Map<String, InputRange> ranges = new LinkedHashMap<>();
        layers.values().forEach(layer -> {
            if (layer.seen().total() == 0) {
                throw new MetaFormerException("no finite value was seen before layer " + layer.path()
                        + "; calibrate with at least one picture, and weights without NaN");
            }
            ranges.put(layer.path(), layer.seen().range(method));
        });
        return ranges;
    }

    @Override
    public void close() {
        runner.close();
    }
}
