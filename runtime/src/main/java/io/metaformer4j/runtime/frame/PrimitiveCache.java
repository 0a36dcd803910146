package io.metaformer4j.runtime.frame;

import io.metaformer4j.runtime.dnnl.CompiledPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The primitives for pictures of one size, shared by all frames for it. Filled by one thread at a time. */
public final class PrimitiveCache implements AutoCloseable {

    private final Map<List<Object>, CompiledPrimitive> primitives = new LinkedHashMap<>();

    /** A primitive, compiled when it is first asked for; the key says the step and the sizes. */
    public CompiledPrimitive get(List<Object> key, Supplier<CompiledPrimitive> compile) {
        CompiledPrimitive found = primitives.get(key);
        if (found == null) {
            found = compile.get();
            primitives.put(key, found);
        }
        return found;
    }

    /** The implementations that oneDNN chose. */
    public Set<String> implementations() {
        Set<String> names = new TreeSet<>();
        primitives.values().forEach(primitive -> names.add(primitive.implementation()));
        return names;
    }

    /** The steps for which oneDNN has only its slow reference loops. */
    public Set<String> references() {
        Set<String> names = new TreeSet<>();
        primitives.forEach((key, primitive) -> {
            if (primitive.isReference()) {
                names.add(key.get(0) + " (" + primitive.implementation() + ")");
            }
        });
        return names;
    }

    @Override
    public void close() {
        primitives.values().forEach(CompiledPrimitive::close);
        primitives.clear();
    }
}
