package io.metaformer4j.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a network has computed.
 *
 * @param values the numbers for everything that was asked for, in the order of the request
 */
public record Outputs(Map<Output, FloatArray> values) {

    public Outputs {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One output.
     *
     * @param output which
     * @return its numbers
     * @throws IllegalArgumentException if it was not asked for
     */
    public FloatArray get(Output output) {
        FloatArray found = values.get(output);
        if (found == null) {
            throw new IllegalArgumentException(
                    "output '" + output.name() + "' was not asked for; add it to the request");
        }
        return found;
    }

    /**
     * The scores of the classes.
     *
     * @return {@code [N, classes]}
     * @throws IllegalArgumentException if they were not asked for
     */
    public FloatArray logits() {
        return get(Output.LOGITS);
    }
}
