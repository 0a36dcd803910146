package io.metaformer4j.engine;

/** What networks of some engines can do beside answering. */
public enum Capability {
    /** {@link Network#gradients()}. */
    GRADIENTS("gradients"),
    /** {@link Network#continuation()}. */
    CONTINUATION("answers to changed activations");

    private final String title;

    Capability(String title) {
        this.title = title;
    }

    /**
     * The capability in words.
     *
     * @return for instance {@code gradients}
     */
    public String title() {
        return title;
    }
}
