package io.metaformer4j.vision.corruption.field;

/** How a row of numbers goes on beyond its ends. */
public enum BorderMode {
    /** {@code a a | a b c | c c}: scipy's {@code nearest}. */
    NEAREST {
        @Override
        int beyond(int i, int count) {
            return i < 0 ? 0 : count - 1;
        }

        @Override
        int period(int count) {
            return 0;
        }
    },
    /** {@code c b | a b c | b a}: OpenCV's {@code BORDER_REFLECT_101}. */
    MIRROR {
        @Override
        int beyond(int i, int count) {
            int period = period(count);
            int within = Math.floorMod(i, period);
            return Math.min(within, period - within);
        }

        @Override
        int period(int count) {
            return Math.max(1, 2 * count - 2);
        }
    },
    /** {@code b a | a b c | c b}: scipy's {@code reflect}. */
    REFLECT {
        @Override
        int beyond(int i, int count) {
            int period = period(count);
            int within = Math.floorMod(i, period);
            return Math.min(within, period - 1 - within);
        }

        @Override
        int period(int count) {
            return 2 * count;
        }
    };

    /**
     * Which number stands at a place.
     *
     * @param i any place
     * @param count how many numbers there are, at least 1
     * @return from 0 to {@code count - 1}
     */
    public final int index(int i, int count) {
        return i >= 0 && i < count ? i : beyond(i, count);
    }

    abstract int beyond(int i, int count);

    /** After how many places the numbers begin again; 0 for never. */
    abstract int period(int count);
}
