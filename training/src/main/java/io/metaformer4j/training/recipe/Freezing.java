package io.metaformer4j.training.recipe;

import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which part of a network stays as it is while the rest learns. What is frozen gets no gradient, no weight decay and no state of
 * the optimizer, and its average is itself. A frozen batch normalisation uses its running statistics and leaves them alone.
 *
 * @param modules canonical names of modules, such as {@code stem} and {@code stages.0.blocks.1}, or of single tensors; empty to
 *     name none
 * @param headOnly whether the last linear layer alone learns, whatever the network; then no modules are named
 */
public record Freezing(List<String> modules, boolean headOnly) {

    /** The whole network learns. */
    public static final Freezing NONE = new Freezing(List.of(), false);

    /** Only the last linear layer learns. */
    public static final Freezing ALL_BUT_CLASSIFIER = new Freezing(List.of(), true);

    /** Modules that a message names. */
    private static final int NAMED = 12;

    public Freezing {
        modules = List.copyOf(modules);
        if (headOnly && !modules.isEmpty()) {
            throw new MetaFormerException(
                    "if only the classifier learns, everything else is frozen, so that the names of"
                            + " frozen modules mean nothing; leave either out");
        }
    }

    /**
     * Freezes some modules.
     *
     * @param modules canonical names of modules or single tensors
     * @return the freezing
     */
    public static Freezing of(List<String> modules) {
        return new Freezing(modules, false);
    }

    /**
     * The tensors of a network that stay as they are.
     *
     * @param architecture the network
     * @return canonical names of parameters, running statistics and counters
     * @throws MetaFormerException if the network has no module of a name, which then names near ones, or nothing is left that
     *     learns
     */
    public Set<String> frozen(Architecture architecture) {
        List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
        List<String> names = specs.stream().map(ParameterSpec::name).toList();
        List<String> parameters = specs.stream()
                .filter(spec -> spec.kind() == ParameterSpec.Kind.TRAINABLE)
                .map(ParameterSpec::name)
                .toList();
        return frozen(
                names,
                parameters,
                () -> NetworkPlan.of(architecture).head().classifier().map(Operation.Linear::path));
    }

    /**
     * The tensors of a network that stay as they are, where it may be more than that of a model.
     *
     * @param network the network
     * @return canonical names of parameters, running statistics and counters
     * @throws MetaFormerException if the network has no module of a name, which then names near ones, or nothing is left that
     *     learns
     */
    public Set<String> frozen(Trainable network) {
        return frozen(
                List.copyOf(network.state().keySet()),
                List.copyOf(network.parameters().keySet()),
                network::classifier);
    }

    private Set<String> frozen(List<String> names, List<String> parameters, Supplier<Optional<String>> classifier) {
        modules.forEach(module -> requireKnown(module, parameters));
        Set<String> frozen = headOnly ? allBut(required(classifier.get()), names) : inside(names);
        if (frozen.containsAll(parameters)) {
            throw new MetaFormerException(
                    "all parameters of the network are frozen, so that nothing learns; freeze" + " fewer modules");
        }
        return frozen;
    }

    private static String required(Optional<String> classifier) {
        return classifier.orElseThrow(() -> new MetaFormerException(
                "the network has no classifier that could learn alone; name the modules that are frozen"));
    }

    private static Set<String> allBut(String module, List<String> names) {
        return names.stream().filter(name -> !isIn(module, name)).collect(Collectors.toUnmodifiableSet());
    }

    private Set<String> inside(List<String> names) {
        return names.stream()
                .filter(name -> modules.stream().anyMatch(module -> isIn(module, name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isIn(String module, String name) {
        return name.equals(module) || name.startsWith(module + ".");
    }

    /** Near to a name that nothing has is what lies in the innermost module around it that there is. */
    private static void requireKnown(String module, List<String> names) {
        String around = module;
        while (!around.isEmpty() && !isThere(around, names)) {
            around = around.substring(0, Math.max(0, around.lastIndexOf('.')));
        }
        if (module.isEmpty() || !around.equals(module)) {
            String known = around;
            List<String> near = names.stream()
                    .filter(name -> known.isEmpty() || isIn(known, name))
                    .map(name -> child(known, name))
                    .distinct()
                    .toList();
            throw new MetaFormerException("the network has no module '" + PrintableText.of(module)
                    + "' that could be frozen; near it are " + PrintableText.listed(near, NAMED));
        }
    }

    private static boolean isThere(String module, List<String> names) {
        return names.stream().anyMatch(name -> isIn(module, name));
    }

    /** The part of a module in which a tensor lies. */
    private static String child(String module, String name) {
        int end = name.indexOf('.', module.isEmpty() ? 0 : module.length() + 1);
        return end < 0 ? name : name.substring(0, end);
    }
}
