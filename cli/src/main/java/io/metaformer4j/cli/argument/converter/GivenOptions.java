package io.metaformer4j.cli.argument.converter;

/** Options that were given, and what stands for those that were not. */
public final class GivenOptions {

    private GivenOptions() {}

    /**
     * The value of an option, or another one if the option was not given.
     *
     * @param <T> what the option says
     * @param value what was given; null if nothing was
     * @param otherwise what stands for it then
     * @return one of them
     */
    public static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
