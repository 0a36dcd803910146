package io.metaformer4j.runtime.compile;

import io.metaformer4j.engine.Output;
import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.BlockPlan;
import io.metaformer4j.zoo.plan.BranchPlan;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the plan of a whole network, one step for each operation: {@code stem -> stages -> head}, and in each branch of a block
 * {@code x = residualScale * x + layerScale * f(norm(x))}.
 */
public final class PlanWriter {

    private final NetworkPlan network;
    private final NetworkTensors tensors;
    private final List<PlanStep> steps = new ArrayList<>();

    private PlanWriter(NetworkPlan network, NetworkTensors tensors) {
        this.network = network;
        this.tensors = tensors;
    }

    /**
     * Writes a plan.
     *
     * @param architecture the network
     * @param tensors its weights
     * @return the plan, in which nothing is fused
     */
    public static ExecutionPlan write(Architecture architecture, NetworkTensors tensors) {
        PlanWriter writer = new PlanWriter(NetworkPlan.of(architecture), tensors);
        writer.whole(architecture.inputChannels());
        return new ExecutionPlan(writer.steps);
    }

    private void whole(int inputChannels) {
        PlanValue picture = PlanValue.map("picture", inputChannels, 0);
        steps.add(new BoundaryStep.PictureInput("picture", picture));
        export(picture, Output.INPUT);
        PlanValue x = apply(network.stem().operations(), picture);
        export(x, Output.activation(network.stem().path()));
        for (int i = 0; i < network.stages().size(); i++) {
            StagePlan stage = network.stages().get(i);
            x = apply(stage.entry(), x);
            for (BlockPlan block : stage.blocks()) {
                x = branch(block.path() + ".mixed", block.mixing(), x);
                x = branch(block.path(), block.channels(), x);
                export(x, Output.activation(block.path()));
            }
            export(x, Output.activation(stage.path()));
            feature(i, x);
        }
        head(x);
    }

    private PlanValue apply(List<? extends Operation> operations, PlanValue x) {
        OperationWriter writer = new OperationWriter(tensors, steps, x);
        operations.forEach(operation -> operation.accept(writer));
        return writer.current();
    }

    private void export(PlanValue value, Output output) {
        steps.add(new BoundaryStep.Export(output.name(), value, output));
    }

    private PlanValue branch(String name, BranchPlan branch, PlanValue x) {
        PlanValue n = apply(branch.norm().stream().toList(), x);
        boolean normed = branch.norm().isPresent();
        PlanValue identity =
                normed ? scaled(branch.residualScale(), x) : x; // before f: the sum can then go into its memory
        PlanValue f = apply(branch.function(), n);
        PlanValue shifted = scaled(branch.layerScale(), f);
        PlanValue kept = normed ? identity : scaled(branch.residualScale(), x);
        PlanValue sum = x.like(name, x.channels());
        steps.add(ElementStep.Add.plain(name, kept, shifted, sum));
        return sum;
    }

    private PlanValue scaled(Optional<Operation.Scale> scale, PlanValue x) {
        if (scale.isEmpty()) {
            return x;
        }
        PlanValue out = x.like(scale.get().path(), x.channels());
        Coefficients factors = tensors.get(scale.get().factors());
        steps.add(new ElementStep.Affine(scale.get().path(), x, out, factors, Optional.empty()));
        return out;
    }

    /** A stage's map as a feature: behind its norm if the network is a feature backbone. */
    private void feature(int stage, PlanValue x) {
        PlanValue feature = network.head().accept(new HeadPlan.Visitor<PlanValue>() {
            @Override
            public PlanValue classification(HeadPlan.Classification head) {
                return x;
            }

            @Override
            public PlanValue featureNorms(HeadPlan.FeatureNorms head) {
                return apply(head.norms().get(stage).stream().toList(), x);
            }
        });
        export(feature, Output.stage(stage));
    }

    private void head(PlanValue x) {
        network.head().accept(new HeadPlan.Visitor<Optional<PlanValue>>() {
            @Override
            public Optional<PlanValue> classification(HeadPlan.Classification head) {
                PlanValue pooled = apply(head.pooling(), x);
                export(pooled, Output.POOLED);
                PlanValue hidden =
                        apply(head.hidden().map(HeadPlan.Hidden::operations).orElse(List.of()), pooled);
                PlanValue logits = apply(List.of(head.logits()), hidden);
                export(logits, Output.LOGITS);
                return Optional.of(logits);
            }

            @Override
            public Optional<PlanValue> featureNorms(HeadPlan.FeatureNorms head) {
                return Optional.empty();
            }
        });
    }
}
