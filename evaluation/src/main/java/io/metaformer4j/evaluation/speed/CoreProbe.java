package io.metaformer4j.evaluation.speed;

/** Looks at the cores for a moment in which nothing is measured. */
@FunctionalInterface
public interface CoreProbe {

    /**
     * Keeps the cores busy for a moment.
     *
     * @return what was seen of them
     */
    CoreReading read();
}
