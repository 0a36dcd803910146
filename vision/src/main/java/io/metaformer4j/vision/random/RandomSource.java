package io.metaformer4j.vision.random;

/**
 * A stream of random numbers, with the distributions that augmentation needs. All are made of {@link #unit()}:
 * {@link #uniform} as Python's {@code random} makes it, the others by the methods named beside them.
 *
 * <p>Confine each stream to one thread.
 */
@FunctionalInterface
public interface RandomSource {

    /**
     * Draws a number from the unit interval.
     *
     * @return a number from 0 (inclusive) to 1 (exclusive)
     */
    double unit();

    /**
     * Draws a number from an interval, as Python's {@code random.uniform} does.
     *
     * @param low lower end
     * @param high upper end
     * @return {@code low + (high - low) * unit()}
     */
    default double uniform(double low, double high) {
        return low + (high - low) * unit();
    }

    /**
     * Draws a whole number, by rounding one number of the stream down.
     *
     * @param low smallest number
     * @param high largest number, not below {@code low}
     * @return a number from {@code low} to {@code high}, both inclusive
     */
    default int integer(int low, int high) {
        return (int) Math.floor(low + (high + 1.0 - low) * unit());
    }

    /**
     * Decides with a probability.
     *
     * @param probability 0 for never, 1 for always
     * @return true with that probability
     */
    default boolean chance(double probability) {
        return unit() < probability;
    }

    /**
     * Draws from the standard normal distribution (Box and Muller's method, two numbers of the stream).
     *
     * @return a number of mean 0 and standard deviation 1
     */
    default double gaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - unit()));
        return radius * Math.cos(2 * Math.PI * unit());
    }

    /**
     * Draws many numbers from the standard normal distribution, one after the other.
     *
     * @param numbers is filled with numbers of mean 0 and standard deviation 1, as {@link #gaussian()} draws them unless the
     *     stream knows a faster way
     */
    default void gaussians(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = gaussian();
        }
    }

    /**
     * Draws from the gamma distribution of scale 1 (Marsaglia and Tsang's method).
     *
     * @param shape above 0
     * @return a number above 0, of mean {@code shape}
     */
    default double gamma(double shape) {
        if (shape < 1) {
            return gamma(shape + 1) * Math.pow(1 - unit(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = gaussian();
            double v = Math.pow(1 + c * normal, 3);
            if (v > 0 && Math.log(1 - unit()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /**
     * Draws from the beta distribution, as a share of the sum of two gamma variables.
     *
     * @param a first shape, above 0
     * @param b second shape, above 0
     * @return a number from 0 to 1, of mean {@code a / (a + b)}
     */
    default double beta(double a, double b) {
        double x = gamma(a);
        double y = gamma(b);
        return x + y == 0 ? 0.5 : x / (x + y); // both underflow only for tiny shapes
    }
}
