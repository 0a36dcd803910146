package io.metaformer4j.runtime;

import io.metaformer4j.engine.ComputationPlan;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plan of a network told from its description: what is fused depends on kinds and shapes of weights, not on their values. */
record DescribedPlan(Architecture architecture, ExecutionPlan unfused) {

    /** Neither 0 nor 1, for which some rewritings leave something out. */
    private static final float SOME_WEIGHT = 0.5f;

    static DescribedPlan of(Architecture architecture) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
            weights.put(spec.name(), WeightTensor.lazy(DType.F32, shape, () -> filled(shape)));
        }
        return new DescribedPlan(
                architecture, PlanWriter.write(architecture, NetworkTensors.of(architecture, weights)));
    }

    private static ByteBuffer filled(long[] shape) {
        long count = 1;
        for (long side : shape) {
            count *= side;
        }
        ByteBuffer bytes = WeightTensor.allocate(count * Float.BYTES);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(i * Float.BYTES, SOME_WEIGHT);
        }
        return bytes;
    }

    /** The steps from a picture to logits, or to the maps of all stages where there is no classifier. */
    ComputationPlan forPictures(int height, int width) {
        architecture.featureMaps(height, width); // complains of sizes that the network does not take
        ExecutionPlan fused = PlanFusions.fused(unfused, PlanFusions.all());
        LevelSizes sizes = LevelSizes.of(fused.steps(), height, width);
        List<ComputationPlan.Action> actions = new ArrayList<>();
        for (int index : fused.needed(wanted())) {
            PlanStep step = fused.steps().get(index);
            actions.add(new ComputationPlan.Action(step.path(), step.describe(), shape(step, sizes)));
        }
        return new ComputationPlan(
                actions,
                unfused.needed(wanted()).size(),
                MemoryPlan.of(fused.steps(), sizes).bytes());
    }

    private Request wanted() {
        if (architecture.hasClassifier()) {
            return Request.LOGITS;
        }
        Set<Output> maps = new LinkedHashSet<>();
        for (int i = 0; i < architecture.stages().size(); i++) {
            maps.add(Output.stage(i));
        }
        return new Request(maps);
    }

    private static List<Integer> shape(PlanStep step, LevelSizes sizes) {
        return step.writes().stream()
                .findFirst()
                .map(value -> shape(value, sizes))
                .orElse(List.of());
    }

    private static List<Integer> shape(PlanValue value, LevelSizes sizes) {
        return switch (value.kind()) {
            case MAP -> List.of(value.channels(), sizes.height(value), sizes.width(value));
            case VECTOR -> List.of(value.channels());
            case STATISTICS -> List.of();
        };
    }
}
