package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engines of the class path or module path, in its order. Immutable. */
public final class Engines {

    private final List<Engine> engines;

    private Engines(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    /**
     * Finds the engines of this program.
     *
     * @return all that are registered as services, maybe none
     */
    public static Engines standard() {
        List<Engine> found = new ArrayList<>();
        ServiceLoader.load(Engine.class).forEach(found::add);
        if (found.isEmpty()) {
            // some containers give their threads a class loader that does not see the program's libraries
            ServiceLoader.load(Engine.class, Engines.class.getClassLoader()).forEach(found::add);
        }
        return new Engines(found);
    }

    /**
     * Given engines.
     *
     * @param engines the engines, the preferred one first
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
     * @return the first
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
                + (names.isEmpty() ? "add the library metaformer4j-" + name : "there is " + String.join(", ", names)));
    }
}
