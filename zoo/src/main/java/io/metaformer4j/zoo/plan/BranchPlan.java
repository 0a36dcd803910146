package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A residual branch: {@code x = residualScale * x + layerScale * f(norm(x))}, in training with {@code f} skipped at random.
 *
 * @param norm the norm before the function
 * @param function the operations of {@code f} in order, at least one
 * @param layerScale factors of the function, empty for 1
 * @param residualScale factors of the identity, empty for 1
 * @param dropRate probability to skip {@code f} for one sample in training (stochastic depth); the first block has 0, the last
 *     the network's rate, those between have values on the line
 */
public record BranchPlan(
        Optional<Norm> norm,
        List<Operation> function,
        Optional<Operation.Scale> layerScale,
        Optional<Operation.Scale> residualScale,
        double dropRate) {

    public BranchPlan {
        function = List.copyOf(function);
    }

    /**
     * Everything in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        return Stream.of(norm.stream(), function.stream(), layerScale.stream(), residualScale.stream())
                .<Operation>flatMap(part -> part)
                .toList();
    }
}
