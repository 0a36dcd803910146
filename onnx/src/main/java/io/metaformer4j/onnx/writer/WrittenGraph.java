package io.metaformer4j.onnx.writer;

import io.metaformer4j.engine.Output;
import io.metaformer4j.onnx.schema.GraphProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph whose constants are not part of it yet.
 *
 * @param graph nodes, inputs and outputs
 * @param constants the constants by name
 * @param outputs what each output is called in the graph; two may be one value
 */
public record WrittenGraph(GraphProto graph, Map<String, StoredConstant> constants, Map<Output, String> outputs) {

    /** Copies the maps. */
    public WrittenGraph {
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Bytes of all constants together. */
    public long constantBytes() {
        return constants.values().stream()
                .mapToLong(constant -> constant.bytes().capacity())
                .sum();
    }
}
