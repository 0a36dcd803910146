package io.metaformer4j.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pickled Python object that was not instantiated: the name of its class and the data that describes it.
 *
 * <p>No class is looked up and no code is run for it. timm's training checkpoints carry such an object, an
 * {@code argparse.Namespace}, whose attributes are the {@link #state()}.
 *
 * @param className qualified Python name, for instance {@code argparse.Namespace}
 * @param arguments positional data: constructor arguments, then appended items
 * @param state named data: attributes and dictionary entries, in file order
 */
public record OpaqueObject(String className, List<Object> arguments, Map<Object, Object> state) {

    /** Copies the collections; they may hold null, which stands for Python's {@code None}. */
    public OpaqueObject {
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
        state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
    }
}
