package io.metaformer4j.runtime.plan;

/**
 * Something that a step writes and others read: one map, vector or set of statistics for each picture.
 *
 * @param name unique in its plan
 * @param channels channels of the map {@code [H, W, channels]}
 * @param kind where in the network it lives, which decides its height and width
 * @param level for maps the number of strided convolutions before it, 0 for the picture
 * @param half whether its numbers are stored as bfloat16; if not, as float32
 */
public record PlanValue(String name, int channels, Kind kind, int level, boolean half) {

    /** What a value is. */
    public enum Kind {
        /** A map {@code [H, W, C]}, channels last. */
        MAP,
        /** A vector {@code [C]}. */
        VECTOR,
        /** Number, mean and sum of squared differences to it, for each row of a map. */
        STATISTICS
    }

    /** A map of some level. */
    public static PlanValue map(String name, int channels, int level) {
        return new PlanValue(name, channels, Kind.MAP, level, false);
    }

    /** A vector. */
    public static PlanValue vector(String name, int channels) {
        return new PlanValue(name, channels, Kind.VECTOR, 0, false);
    }

    /** The same stored as bfloat16. */
    public PlanValue asHalf() {
        return new PlanValue(name, channels, kind, level, true);
    }

    /** A value like this of another name and number of channels. */
    public PlanValue like(String newName, int newChannels) {
        return new PlanValue(newName, newChannels, kind, level, false);
    }

    /** The statistics of this map. */
    public PlanValue statistics(String newName) {
        return new PlanValue(newName, 0, Kind.STATISTICS, level, false);
    }

    @Override
    public String toString() {
        return name;
    }
}
