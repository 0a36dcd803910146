package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;

/** Something that a network can be asked for. */
public sealed interface Output {

    /** What enters the network: the pictures with their values normalised {@code [N, C, H, W]}. */
    Output INPUT = new Input();

    /** The scores of the classes {@code [N, classes]}. */
    Output LOGITS = new ClassScores();

    /** The vectors that enter the classifier {@code [N, C]}. */
    Output POOLED = new Pooled();

    /**
     * The map of a stage as a feature: behind its norm if the network is a feature backbone, else as the next stage gets it.
     *
     * @param index number of the stage, from 0
     * @return the output {@code [N, C, H, W]}
     */
    static Output stage(int index) {
        return new StageMap(index);
    }

    /**
     * What a module puts out.
     *
     * @param module {@code stem}, {@code stages.0.blocks.0}, ..., {@code stages.0}, ...
     * @return the output {@code [N, C, H, W]}
     */
    static Output activation(String module) {
        return new ModuleActivation(module);
    }

    /**
     * The modules whose activations a network shows, in the order of computation.
     *
     * @param architecture the network
     * @return {@code stem}, then for each stage its blocks and itself
     */
    static List<String> activations(Architecture architecture) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        List<String> modules = new ArrayList<>(List.of(plan.stem().path()));
        for (StagePlan stage : plan.stages()) {
            stage.blocks().forEach(block -> modules.add(block.path()));
            modules.add(stage.path());
        }
        return modules;
    }

    /**
     * What messages and files call it.
     *
     * @return {@code input}, {@code logits}, {@code pooled}, {@code stage0} or the name of a module
     */
    String name();

    /**
     * Refuses networks that have no such output.
     *
     * @param architecture the network
     * @throws MetaFormerException if it has none; the message says what it has
     */
    void requireOf(Architecture architecture);

    /** What enters the network. */
    record Input() implements Output {
        @Override
        public String name() {
            return "input";
        }

        @Override
        public void requireOf(Architecture architecture) {
            // every network has one
        }
    }

    /** The scores of the classes. */
    record ClassScores() implements Output {
        @Override
        public String name() {
            return "logits";
        }

        @Override
        public void requireOf(Architecture architecture) {
            requireClassifier(architecture);
        }
    }

    /** The vectors that enter the classifier. */
    record Pooled() implements Output {
        @Override
        public String name() {
            return "pooled";
        }

        @Override
        public void requireOf(Architecture architecture) {
            requireClassifier(architecture);
        }
    }

    /**
     * The map of a stage.
     *
     * @param index number of the stage, from 0
     */
    record StageMap(int index) implements Output {
        @Override
        public String name() {
            return "stage" + index;
        }

        @Override
        public void requireOf(Architecture architecture) {
            int stages = architecture.stages().size();
            if (index < 0 || index >= stages) {
                throw new MetaFormerException(
                        "the network has no stage " + index + "; its stages are 0 to " + (stages - 1));
            }
        }
    }

    /**
     * What a module puts out.
     *
     * @param name path of the module
     */
    record ModuleActivation(String name) implements Output {
        @Override
        public void requireOf(Architecture architecture) {
            if (!activations(architecture).contains(name)) {
                List<StagePlan> stages = NetworkPlan.of(architecture).stages();
                StagePlan last = stages.get(stages.size() - 1);
                throw new MetaFormerException("the network has no module '" + name + "'; use e.g. " + last.path()
                        + " or " + last.blocks().get(0).path());
            }
        }
    }

    private static void requireClassifier(Architecture architecture) {
        if (!architecture.hasClassifier()) {
            throw new MetaFormerException(
                    "the model is a feature backbone without a classifier; extract features from it, or use the"
                            + " classification model of the same name");
        }
    }
}
