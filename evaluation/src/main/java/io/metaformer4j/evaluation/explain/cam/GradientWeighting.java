package io.metaformer4j.evaluation.explain.cam;

/**
 * How the methods that look at gradients weigh the values of an activation. The formulas with their epsilons are those of
 * jacobgil/pytorch-grad-cam at 084273b; {@code a} is a value of a channel, {@code g} the gradient of the score with respect to
 * it, and means and sums are over the positions of the channel.
 */
public enum GradientWeighting {
    /** Grad-CAM: {@code mean(g) * a} (arXiv 1610.02391, equations 1 and 2). */
    GRAD_CAM {
        @Override
        double channelWeight(Channel channel) {
            double sum = 0;
            for (int i = 0; i < channel.size(); i++) {
                sum += channel.gradient(i);
            }
            return sum / channel.size();
        }
    },
    /**
     * Grad-CAM++: {@code sum(relu(g) * alpha) * a} with {@code alpha = g^2 / (2 g^2 + sum(a) g^3 + 1e-6)} (arXiv 1710.11063,
     * equations 13 and 19).
     */
    GRAD_CAM_PLUS_PLUS {
        @Override
        double channelWeight(Channel channel) {
            double total = channel.sum();
            double sum = 0;
            for (int i = 0; i < channel.size(); i++) {
                double gradient = channel.gradient(i);
                if (gradient > 0) {
                    double square = gradient * gradient;
                    sum += gradient * square / (2 * square + total * square * gradient + PLUS_PLUS_EPSILON);
                }
            }
            return sum;
        }
    },
    /** XGrad-CAM: {@code sum(g a) / (sum(a) + 1e-7) * a} (arXiv 2008.02312, equation 8). */
    X_GRAD_CAM {
        @Override
        double channelWeight(Channel channel) {
            double total = channel.sum() + X_GRAD_EPSILON;
            double sum = 0;
            for (int i = 0; i < channel.size(); i++) {
                sum += channel.gradient(i) * channel.activation(i) / total;
            }
            return sum;
        }
    },
    /** HiResCAM: {@code g * a} (arXiv 2011.08891, equation 4). */
    HI_RES_CAM {
        @Override
        double weighted(Channel channel, int i, double weight) {
            return channel.gradient(i) * channel.activation(i);
        }
    },
    /** LayerCAM: {@code relu(g) * a} (Jiang et al., TIP 2021, equation 5). */
    LAYER_CAM {
        @Override
        double weighted(Channel channel, int i, double weight) {
            return Math.max(channel.gradient(i), 0) * channel.activation(i);
        }
    },
    /** Grad-CAM element by element: {@code relu(g * a)}, which pytorch-grad-cam has beside the published ones. */
    ELEMENT_WISE {
        @Override
        double weighted(Channel channel, int i, double weight) {
            return Math.max(channel.gradient(i) * channel.activation(i), 0);
        }
    };

    private static final double PLUS_PLUS_EPSILON = 1e-6;
    private static final double X_GRAD_EPSILON = 1e-7;

    /** One channel of one picture, where it lies among the values of a batch. */
    static final class Channel {

        private final float[] activations;
        private final float[] gradients;
        private final int from;
        private final int size;

        Channel(float[] activations, float[] gradients, int from, int size) {
            this.activations = activations;
            this.gradients = gradients;
            this.from = from;
            this.size = size;
        }

        /** Its number of positions. */
        int size() {
            return size;
        }

        double activation(int i) {
            return activations[from + i];
        }

        double gradient(int i) {
            return gradients[from + i];
        }

        double sum() {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += activation(i);
            }
            return sum;
        }
    }

    /** The weight that all values of a channel have in common, where there is one. */
    double channelWeight(Channel channel) {
        return 1;
    }

    /** The weighted value of a position. */
    double weighted(Channel channel, int i, double weight) {
        return weight * channel.activation(i);
    }

    /**
     * The weighted channels of a picture.
     *
     * @param activations values {@code [N, C, h, w]}
     * @param gradients their gradients, as many
     * @param from where the picture begins in them
     * @param channels number of channels
     * @param positions number of positions of each
     * @return one channel after the other
     */
    public double[] weigh(float[] activations, float[] gradients, int from, int channels, int positions) {
        double[] result = new double[channels * positions];
        for (int c = 0; c < channels; c++) {
            Channel channel = new Channel(activations, gradients, from + c * positions, positions);
            double weight = channelWeight(channel);
            for (int i = 0; i < positions; i++) {
                result[c * positions + i] = weighted(channel, i, weight);
            }
        }
        return result;
    }
}
