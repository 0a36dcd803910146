package io.metaformer4j.engine;

import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of the class path or module path, the preferred one first: in the order of their
 * {@linkplain Engine#priority() priorities}, not in that of the path. An engine that cannot be made does not keep the others
 * from working; it is among the {@link #failures()}. Immutable.
 */
public final class Engines {

    private static final Comparator<Engine> PREFERRED_FIRST =
            Comparator.comparingInt(Engine::priority).reversed().thenComparing(Engine::name);

    /** A class loader that fails in the same way for ever is left after as many failures. */
    private static final int MOST_FAILURES = 100;

    /**
     * What is needed of a network, by which its engine is chosen.
     *
     * @param placement where and how it computes
     * @param capabilities what it must be able to do beside answering
     */
    public record Needs(Placement placement, Set<Capability> capabilities) {

        /** Answers in single precision on the processor. */
        public static final Needs ANSWERS = new Needs(Placement.DEFAULT, Set.of());

        /** Copies the set, in the order in which capabilities are declared. */
        public Needs {
            EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
            copy.addAll(capabilities);
            capabilities = Collections.unmodifiableSet(copy);
        }

        /**
         * The same elsewhere, or in another precision.
         *
         * @param where device, precision and threads
         * @return the changed needs
         */
        public Needs withPlacement(Placement where) {
            return new Needs(where, capabilities);
        }

        /**
         * The same with other capabilities.
         *
         * @param wanted what the network must be able to do beside answering; none for answers alone
         * @return the changed needs
         */
        public Needs withCapabilities(Capability... wanted) {
            return new Needs(placement, Set.copyOf(Arrays.asList(wanted)));
        }

        /** For messages: {@code fp32 on cpu}, or {@code fp32 on cpu with gradients}. */
        @Override
        public String toString() {
            return capabilities.isEmpty()
                    ? placement.toString()
                    : placement + " with "
                            + capabilities.stream().map(Capability::title).collect(Collectors.joining(" and "));
        }
    }

    private final List<Engine> engines;
    private final List<Finding> failures;

    private Engines(List<Engine> engines, List<Finding> failures) {
        this.engines = engines.stream().sorted(PREFERRED_FIRST).toList();
        this.failures = List.copyOf(failures);
    }

    /**
     * Finds the engines of this program.
     *
     * @return all that are registered as services and can be made, maybe none; of several with one name there is none
     */
    public static Engines standard() {
        List<Engine> found = new ArrayList<>();
        Set<Finding> failures = new LinkedHashSet<>();
        collect(ServiceLoader.load(Engine.class).iterator(), found, failures);
        if (found.isEmpty()) {
            // some containers give their threads a class loader that does not see the program's libraries
            collect(
                    ServiceLoader.load(Engine.class, Engines.class.getClassLoader())
                            .iterator(),
                    found,
                    failures);
        }
        Set<String> ambiguous = new HashSet<>();
        namesakes(found).forEach((name, sentence) -> {
            ambiguous.add(name);
            failures.add(Finding.problem(sentence));
        });
        found.removeIf(engine -> ambiguous.contains(engine.name()));
        return new Engines(found, List.copyOf(failures));
    }

    private static void collect(Iterator<Engine> services, List<Engine> found, Set<Finding> failures) {
        int failed = 0;
        while (failed < MOST_FAILURES) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) { // the latter for classes of a later Java
                failed++;
                failures.add(Finding.problem("an engine on the class path cannot be made (" + reason(e)
                        + "); use another version of its library, or take it off the class path"));
            }
        }
    }

    private static String reason(Error e) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.toString());
        return e.getCause() == null ? message : message + ": " + e.getCause();
    }

    /** For each name that more than one engine has: the sentence that says so. */
    private static Map<String, String> namesakes(List<Engine> engines) {
        Map<String, String> sentences = new TreeMap<>();
        Map<String, List<Engine>> byName = engines.stream().collect(Collectors.groupingBy(Engine::name));
        byName.forEach((name, same) -> {
            if (same.size() > 1) {
                String classes = same.stream()
                        .map(engine -> engine.getClass().getName())
                        .sorted()
                        .collect(Collectors.joining(" and "));
                sentences.put(
                        name,
                        same.size() + " engines are called '" + name + "' (" + classes
                                + "), so none of them is used; take all but one off the class path");
            }
        });
        return sentences;
    }

    /**
     * Given engines.
     *
     * @param engines the engines, in any order
     * @return the collection
     * @throws MetaFormerException if two of them have one name
     */
    public static Engines of(List<Engine> engines) {
        namesakes(engines).values().forEach(sentence -> {
            throw new MetaFormerException(sentence);
        });
        return new Engines(engines, List.of());
    }

    /**
     * All engines that can be used.
     *
     * @return the engines, the preferred one first
     */
    public List<Engine> all() {
        return engines;
    }

    /**
     * What is registered as an engine and cannot be used.
     *
     * @return for each why not, and what to do about it
     */
    public List<Finding> failures() {
        return failures;
    }

    /**
     * The engine to use where nobody asks for a certain one: the preferred one of those that can do what is needed. On a processor
     * that is the one for processors, if it is on the class path, and the one that can do everything for graphics cards, gradients
     * and precisions that the former lacks.
     *
     * @param needs what the network must be able to do
     * @return the fitting engine of the highest priority
     * @throws MetaFormerException if there is none; the message says what to add, or what is in the way of each
     */
    public Engine preferred(Needs needs) {
        // found here, since a program that cannot run anything says one sentence and no word of the logging library
        if (engines.isEmpty()) {
            throw new MetaFormerException("there is no engine that could run a network; "
                    + (failures.isEmpty()
                            ? "add one to the class path, for instance the library metaformer4j-torch"
                            : whyNot()));
        }
        Logger log = LoggerFactory.getLogger(Engines.class);
        failures.forEach(failure -> log.warn("{}", failure.what()));
        Engine found = fitting(needs).findFirst().orElseThrow(() -> lacking(needs));
        log.debug("engine {} of {} is taken for {}", found.name(), this, needs);
        return found;
    }

    /**
     * The engines that can do what is needed, as far as they know before a network is loaded.
     *
     * @param needs what a network must be able to do
     * @return the engines, the preferred one first; each is asked when the stream comes to it
     */
    public Stream<Engine> fitting(Needs needs) {
        return engines.stream().filter(engine -> obstacle(engine, needs).isEmpty());
    }

    private static Optional<String> obstacle(Engine engine, Needs needs) {
        List<String> missing = needs.capabilities().stream()
                .filter(wanted -> !engine.capabilities().contains(wanted))
                .map(Capability::title)
                .toList();
        return missing.isEmpty()
                ? engine.obstacle(needs.placement())
                : Optional.of("the engine " + engine.name() + " has no " + String.join(" and no ", missing));
    }

    private MetaFormerException lacking(Needs needs) {
        List<String> obstacles = engines.stream()
                .flatMap(engine -> obstacle(engine, needs).stream())
                .toList();
        return new MetaFormerException("no engine on the class path computes " + needs + ": "
                + String.join("; ", obstacles)
                + (failures.isEmpty()
                        ? "; ask for less, or add another, for instance the library metaformer4j-torch"
                        : "; " + whyNot()));
    }

    /**
     * The engine of a name.
     *
     * @param name for instance {@code torch}
     * @return the engine
     * @throws MetaFormerException if there is none of that name; the message says which there are, and what cannot be used
     */
    public Engine named(String name) {
        for (Engine engine : engines) {
            if (engine.name().equals(name)) {
                return engine;
            }
        }
        List<String> names = engines.stream().map(Engine::name).toList();
        String known =
                names.isEmpty() ? "" : (names.size() == 1 ? "there is " : "there are ") + String.join(", ", names);
        String missing = "there is no engine '" + name + "' on the class path; ";
        if (failures.isEmpty()) {
            throw new MetaFormerException(missing + (known.isEmpty() ? "add the library metaformer4j-" + name : known));
        }
        throw new MetaFormerException(missing + (known.isEmpty() ? "" : known + "; ") + whyNot());
    }

    private String whyNot() {
        return failures.stream().map(Finding::what).collect(Collectors.joining("; "));
    }

    /** For people: {@code torch (priority 100), stub (priority -1)}, or {@code none}. */
    @Override
    public String toString() {
        return engines.isEmpty()
                ? "none"
                : engines.stream()
                        .map(engine -> engine.name() + " (priority " + engine.priority() + ")")
                        .collect(Collectors.joining(", "));
    }
}
