package io.metaformer4j.zoo.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way from the picture to the first map: {@code norm(convolution(picture))}.
 *
 * @param path name of the module
 * @param convolution the patch embedding
 * @param norm the norm behind it
 */
public record StemPlan(String path, Operation.Convolution convolution, Optional<Norm> norm) {

    /**
     * Both in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<Operation> operations() {
        return Stream.concat(Stream.of(convolution), norm.stream()).toList();
    }
}
