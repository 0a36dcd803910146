package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.zoo.architecture.MapShape;

/** Measures how well the map of a stage moves with the picture. */
final class MapMeter {

    private final MapShape shape;

    /** From a position of the map to the place where the moved map should show the same. */
    private final GridResampling back;

    /** Moves a map as the picture was moved. */
    private final GridResampling forth;

    private final double[] plane;
    private final Spread.Meter equivariance = new Spread.Meter();
    private final Spread.Meter interpolation = new Spread.Meter();
    private final VectorMeter mean = new VectorMeter();

    /**
     * Prepares the measurement.
     *
     * @param shape the map
     * @param pictureHeight rows of the picture that it is of
     * @param pictureWidth columns of the picture
     * @param motion how the picture moves
     */
    MapMeter(MapShape shape, int pictureHeight, int pictureWidth, PlaneMotion motion) {
        PlaneMotion here =
                motion.scaled((double) shape.width() / pictureWidth, (double) shape.height() / pictureHeight);
        this.shape = shape;
        this.back = GridResampling.of(shape.width(), shape.height(), here);
        this.forth = GridResampling.of(shape.width(), shape.height(), here.inverse());
        this.plane = new double[shape.tokens()];
    }

    /**
     * Adds a picture.
     *
     * @param original maps of pictures {@code [N, C, H, W]}
     * @param moved maps of the transformed pictures
     * @param picture which of the N
     */
    void add(float[] original, float[] moved, int picture) {
        int from = picture * shape.channels() * shape.tokens();
        double error = 0;
        double own = 0;
        double whole = 0;
        for (int c = 0; c < shape.channels(); c++) {
            int at = from + c * shape.tokens();
            moveForth(original, at);
            for (int position = 0; position < plane.length; position++) {
                if (back.isInside(position)) {
                    double value = original[at + position];
                    error += square(back.value(moved, at, position) - value);
                    own += square(back.value(plane, position) - value);
                    whole += value * value;
                }
            }
        }
        if (hasComparable()) {
            equivariance.add(VectorMeter.relative(error, whole));
            interpolation.add(VectorMeter.relative(own, whole));
        }
        mean.add(ProbeAnswers.mean(original, from, shape), ProbeAnswers.mean(moved, from, shape));
    }

    private void moveForth(float[] original, int at) {
        for (int position = 0; position < plane.length; position++) {
            plane[position] = forth.value(original, at, position);
        }
    }

    private static double square(double value) {
        return value * value;
    }

    private boolean hasComparable() {
        for (int position = 0; position < plane.length; position++) {
            if (back.isInside(position)) {
                return true;
            }
        }
        return false;
    }

    TransformationResult.OfStage result() {
        return new TransformationResult.OfStage(
                shape, back.isExact(), equivariance.result(), interpolation.result(), mean.result());
    }
}
