package io.metaformer4j.evaluation.explain.cam;

/**
 * The projection of the positions on the first principal component of their channels (Eigen-CAM, arXiv 2008.00299, section
 * 3): with the positions as rows, centred channel by channel, {@code A = U S V'}, it is {@code A v1 = s1 u1}.
 *
 * <p>It is computed exactly, from the smaller one of {@code A A'} and {@code A' A}, whose largest eigenvalue is made to
 * outgrow the others by squaring: after k squarings they are smaller by the power {@code 2^k} of their ratio. A component has
 * no sign of its own; the map gets the one with which it goes along with the sum of the channels, so that warm places speak
 * for the class as they do in the map without this.
 */
final class PrincipalMap {

    /** Eigenvalues that differ less than by a part of {@code 2^53} are not told apart by then. */
    private static final int SQUARINGS = 64;

    private static final double CONVERGED = 1e-12;

    private PrincipalMap() {}

    /** The projection of channels that lie one after the other. */
    static double[] of(double[] channels, int count) {
        int positions = channels.length / count;
        double[] centred = centred(channels, count, positions);
        double[] map = positions <= count
                ? projectionOfPositions(centred, count, positions)
                : projectionOnChannels(centred, count, positions);
        return towards(map, channels, positions);
    }

    /** Values that are no number count as 0, as in the reference. */
    private static double[] centred(double[] channels, int count, int positions) {
        double[] centred = new double[channels.length];
        for (int c = 0; c < count; c++) {
            double mean = 0;
            for (int i = 0; i < positions; i++) {
                double value = channels[c * positions + i];
                centred[c * positions + i] = Double.isNaN(value) ? 0 : value;
                mean += centred[c * positions + i] / positions;
            }
            for (int i = 0; i < positions; i++) {
                centred[c * positions + i] -= mean;
            }
        }
        return centred;
    }

    /** {@code s1 u1} by the eigenvector of {@code A A'}. */
    private static double[] projectionOfPositions(double[] centred, int count, int positions) {
        double[] gram = new double[positions * positions];
        for (int c = 0; c < count; c++) {
            for (int i = 0; i < positions; i++) {
                double value = centred[c * positions + i];
                for (int j = 0; j < positions; j++) {
                    gram[i * positions + j] += value * centred[c * positions + j];
                }
            }
        }
        double[] u = firstEigenvector(gram, positions);
        double[] product = times(gram, u, positions);
        double eigenvalue = 0;
        for (int i = 0; i < positions; i++) {
            eigenvalue += u[i] * product[i];
        }
        double singular = Math.sqrt(Math.max(eigenvalue, 0));
        for (int i = 0; i < positions; i++) {
            u[i] *= singular;
        }
        return u;
    }

    /** {@code A v1} by the eigenvector of {@code A' A}. */
    private static double[] projectionOnChannels(double[] centred, int count, int positions) {
        double[] gram = new double[count * count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i < positions; i++) {
                    sum += centred[a * positions + i] * centred[b * positions + i];
                }
                gram[a * count + b] = sum;
                gram[b * count + a] = sum;
            }
        }
        double[] v = firstEigenvector(gram, count);
        double[] map = new double[positions];
        for (int c = 0; c < count; c++) {
            for (int i = 0; i < positions; i++) {
                map[i] += v[c] * centred[c * positions + i];
            }
        }
        return map;
    }

    /** Of unit length; zeros if the matrix has none but zeros. */
    private static double[] firstEigenvector(double[] gram, int side) {
        double trace = trace(gram, side);
        double[] power = gram.clone();
        double[] vector = new double[side];
        if (trace <= 0) {
            return vector;
        }
        double purity = 0; // sum of the squared shares of the eigenvalues; 1 where only one is left
        for (int k = 0; k < SQUARINGS && purity < 1 - CONVERGED; k++) {
            double scale = trace(power, side);
            for (int i = 0; i < power.length; i++) {
                power[i] /= scale;
            }
            power = square(power, side);
            purity = trace(power, side);
        }
        int largest = 0;
        for (int i = 1; i < side; i++) {
            largest = power[i * side + i] > power[largest * side + largest] ? i : largest;
        }
        double length = 0;
        for (int i = 0; i < side; i++) {
            vector[i] = power[largest * side + i];
            length += vector[i] * vector[i];
        }
        for (int i = 0; i < side; i++) {
            vector[i] /= Math.sqrt(length);
        }
        return vector;
    }

    private static double trace(double[] matrix, int side) {
        double trace = 0;
        for (int i = 0; i < side; i++) {
            trace += matrix[i * side + i];
        }
        return trace;
    }

    private static double[] square(double[] matrix, int side) {
        double[] square = new double[matrix.length];
        for (int i = 0; i < side; i++) {
            for (int k = 0; k < side; k++) {
                double factor = matrix[i * side + k];
                for (int j = 0; j < side; j++) {
                    square[i * side + j] += factor * matrix[k * side + j];
                }
            }
        }
        return square;
    }

    private static double[] times(double[] matrix, double[] vector, int side) {
        double[] product = new double[side];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                product[i] += matrix[i * side + j] * vector[j];
            }
        }
        return product;
    }

    /** The map, or its negative if that goes along with the sum of the channels. */
    private static double[] towards(double[] map, double[] channels, int positions) {
        double along = 0;
        for (int i = 0; i < channels.length; i++) {
            along += Double.isNaN(channels[i]) ? 0 : channels[i] * map[i % positions];
        }
        if (along < 0) {
            for (int i = 0; i < positions; i++) {
                map[i] = -map[i];
            }
        }
        return map;
    }
}
