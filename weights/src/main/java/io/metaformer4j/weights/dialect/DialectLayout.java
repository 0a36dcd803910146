package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every tensor of one network as one dialect names and shapes it: a bijection between canonical names and those of the
 * dialect. The order is that of the dialect's {@code state_dict()}.
 */
public final class DialectLayout {

    private final Dialect dialect;
    private final Map<String, DialectEntry> byName = new LinkedHashMap<>();
    private final Map<String, DialectEntry> byCanonicalName = new LinkedHashMap<>();

    DialectLayout(Dialect dialect, ParameterLayout layout, DialectNumbering numbering) {
        this.dialect = dialect;
        DialectData data = dialect.data();
        Map<String, DialectEntry> renamed = new LinkedHashMap<>();
        for (ParameterSpec spec : layout.specs()) {
            String name = data.names().apply(spec.name(), numbering::call);
            DialectEntry entry = new DialectEntry(spec, name, data.shape(spec));
            DialectEntry other = renamed.put(name, entry);
            if (other != null) {
                throw new IllegalStateException("dialect " + dialect + " names both "
                        + other.spec().name() + " and " + spec.name() + " " + name);
            }
            byCanonicalName.put(spec.name(), entry);
        }
        for (String name : StateDictOrder.sort(renamed.keySet(), data.firstChildren())) {
            byName.put(name, renamed.get(name));
        }
    }

    /**
     * The dialect.
     *
     * @return the dialect of the names
     */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * All tensors in the order of the dialect's own {@code state_dict()}.
     *
     * @return an unmodifiable list
     */
    public List<DialectEntry> entries() {
        return List.copyOf(byName.values());
    }

    /**
     * Finds a tensor by the dialect's name.
     *
     * @param name name in the dialect
     * @return the tensor, or empty if the network has none of that name
     */
    public Optional<DialectEntry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Finds a tensor by its canonical name.
     *
     * @param canonicalName canonical name
     * @return the tensor, or empty if the network has none of that name
     */
    public Optional<DialectEntry> findCanonical(String canonicalName) {
        return Optional.ofNullable(byCanonicalName.get(canonicalName));
    }
}
