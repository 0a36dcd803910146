package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network in full: {@code stem -> stages -> head} with every operation, its sizes and its module's name (section 3.1 of
 * arXiv 2111.11418). A tree, so that the frame that all MetaFormers share stays visible; each part
 * lists its {@code operations()} in the order in which they run, and {@link #operations()} those of all.
 *
 * @param stem from the picture to the first map
 * @param stages the stages
 * @param head what follows the last stage
 */
public record NetworkPlan(StemPlan stem, List<StagePlan> stages, HeadPlan head) {

    public NetworkPlan {
        stages = List.copyOf(stages);
    }

    /**
     * Plans a network.
     *
     * @param architecture the description
     * @return its operations
     */
    public static NetworkPlan of(Architecture architecture) {
        return new NetworkPlanner(architecture).network();
    }

    /**
     * Every operation in the order of computation, which is also the order of the network's state. The norms of a feature
     * head come last, though each sees the map of its stage.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        Stream<Operation> body = stages.stream().flatMap(stage -> stage.operations().stream());
        return Stream.of(stem.operations().stream(), body, head.operations().stream())
                .flatMap(part -> part)
                .toList();
    }
}
