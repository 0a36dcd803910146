package io.metaformer4j.evaluation.explain;

/** The JET colours: dark blue, blue, cyan, yellow, red, dark red. */
final class Jet {

    private Jet() {}

    /**
     * A channel of a colour.
     *
     * @param level 0 (cold) to 255 (warm)
     * @param channel 0 red, 1 green, 2 blue
     * @return 0 to 255
     */
    static int value(int level, int channel) {
        // Each channel is a trapezoid with slopes of 4; green is centred, red and blue are shifted by a quarter.
        double centre = 127.5 + (1 - channel) * 63.75;
        double height = 382.5 - 4 * Math.abs(level - centre);
        return (int) Math.round(Math.min(Math.max(height, 0), 255));
    }
}
