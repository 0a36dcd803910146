package io.metaformer4j.cli.argument;

/** Options that were given, and what stands for those that were not. */
final class GivenOptions {

    private GivenOptions() {}

    /** The value of an option, or another one if the option was not given. */
    static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
