package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The engines of the class path or module path, the preferred one first: in the order of their
 * {@linkplain Engine#priority() priorities}, not in that of the path. Immutable.
 */
public final class Engines {

    private static final Comparator<Engine> PREFERRED_FIRST =
            Comparator.comparingInt(Engine::priority).reversed().thenComparing(Engine::name);

    private final List<Engine> engines;

    private Engines(List<Engine> engines) {
        this.engines = engines.stream().sorted(PREFERRED_FIRST).toList();
    }

    /**
     * Finds the engines of this program.
     *
     * @return all that are registered as services, maybe none
     * @throws MetaFormerException if one is registered and cannot be made
     */
    public static Engines standard() {
        List<Engine> found = new ArrayList<>();
        try {
            ServiceLoader.load(Engine.class).forEach(found::add);
            if (found.isEmpty()) {
                // some containers give their threads a class loader that does not see the program's libraries
                ServiceLoader.load(Engine.class, Engines.class.getClassLoader()).forEach(found::add);
            }
        } catch (ServiceConfigurationError e) {
            throw new MetaFormerException(
                    "an engine on the class path cannot be made (" + e.getMessage()
                            + "); use another version of its library, or take it off the class path",
                    e);
        }
        return new Engines(found);
    }

    /**
     * Given engines.
     *
     * @param engines the engines, in any order
     * @return the collection
     */
    public static Engines of(List<Engine> engines) {
        return new Engines(engines);
    }

    /**
     * All engines.
     *
     * @return the engines, the preferred one first
     */
    public List<Engine> all() {
        return engines;
    }

    /**
     * The engine to use where nobody asks for a certain one.
     *
     * @return the one of the highest priority
     * @throws MetaFormerException if there is none; the message says what to add
     */
    public Engine first() {
        if (engines.isEmpty()) {
            throw new MetaFormerException("there is no engine that could run a network; add one to the class path,"
                    + " for instance the library metaformer4j-torch");
        }
        return engines.get(0);
    }

    /**
     * The engine of a name.
     *
     * @param name for instance {@code torch}
     * @return the engine
     * @throws MetaFormerException if there is none of that name; the message says which there are
     */
    public Engine named(String name) {
        for (Engine engine : engines) {
            if (engine.name().equals(name)) {
                return engine;
            }
        }
        List<String> names = engines.stream().map(Engine::name).toList();
        throw new MetaFormerException("there is no engine '" + name + "' on the class path; "
                + (names.isEmpty()
                        ? "add the library metaformer4j-" + name
                        : (names.size() == 1 ? "there is " : "there are ") + String.join(", ", names)));
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
