package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way from one stage's map to the next: {@code convolution(norm(x))}.
 *
 * @param norm the norm before the convolution
 * @param convolution shrinks the map
 */
public record DownsamplingPlan(Optional<Norm> norm, Operation.Convolution convolution) {

    /**
     * Both in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        return Stream.concat(norm.stream(), Stream.of(convolution)).toList();
    }
}
