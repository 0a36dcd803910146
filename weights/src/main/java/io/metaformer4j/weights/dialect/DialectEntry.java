package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.List;

/**
 * One tensor as a dialect has it.
 *
 * @param spec the tensor under its canonical name and shape
 * @param name name in the dialect
 * @param shape shape in the dialect; it differs from the canonical one only in trailing sides of 1
 */
public record DialectEntry(ParameterSpec spec, String name, List<Integer> shape) {
    public DialectEntry {
        shape = List.copyOf(shape);
    }
}
