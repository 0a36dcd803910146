package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterSpec.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every tensor of a network's state, computed from its description: canonical name, shape, kind and initial value, in the
 * order in which the network uses them.
 */
public final class ParameterLayout {

    private final List<ParameterSpec> specs;
    private final Map<String, ParameterSpec> byName = new LinkedHashMap<>();
    private final Map<String, List<ParameterSpec>> byModule;

    private ParameterLayout(Map<String, List<ParameterSpec>> byModule) {
        this.byModule = byModule;
        this.specs = byModule.values().stream().flatMap(List::stream).toList();
        for (ParameterSpec spec : specs) {
            byName.put(spec.name(), spec);
        }
    }

    /**
     * Lays out the state of a network.
     *
     * @param architecture the description
     * @return the layout
     */
    public static ParameterLayout of(Architecture architecture) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        OperationTensors tensors =
                new OperationTensors(architecture.initialization(), plan.head().classifier());
        plan.operations().forEach(operation -> operation.accept(tensors));
        return new ParameterLayout(tensors.byModule());
    }

    /**
     * All tensors in the order of use.
     *
     * @return an unmodifiable list
     */
    public List<ParameterSpec> specs() {
        return specs;
    }

    /**
     * Finds a tensor by its canonical name.
     *
     * @param name canonical name
     * @return the tensor, or empty if the network has none of that name
     */
    public Optional<ParameterSpec> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The tensors of one module alone, without those of modules inside it. A tensor that belongs to no module, as position
     * embeddings do, counts as one.
     *
     * @param path canonical name of the module
     * @return an unmodifiable list, empty if the module has no tensors or the network no such module
     */
    public List<ParameterSpec> ofModule(String path) {
        return List.copyOf(byModule.getOrDefault(path, List.of()));
    }

    /**
     * Number of elements of one kind.
     *
     * @param kind the kind
     * @return the sum over all tensors of that kind
     */
    public long elements(Kind kind) {
        return specs.stream()
                .filter(spec -> spec.kind() == kind)
                .mapToLong(ParameterSpec::elements)
                .sum();
    }
}
