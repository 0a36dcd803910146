package io.metaformer4j.runtime.plan;

/**
 * The weight of a linear function: one row for each output, one column for each input.
 *
 * @param outputs number of rows
 * @param inputs number of columns
 * @param values row-major
 */
public record WeightMatrix(int outputs, int inputs, Coefficients values) {

    /**
     * {@code diag(factors) W}.
     *
     * @param factors one for each output
     * @return the matrix whose outputs are multiplied
     */
    public WeightMatrix scaledOutputs(Coefficients factors) {
        return new WeightMatrix(outputs, inputs, values.scaledRows(factors));
    }

    /**
     * {@code W diag(factors)}.
     *
     * @param factors one for each input
     * @return the matrix whose inputs are multiplied
     */
    public WeightMatrix scaledInputs(Coefficients factors) {
        return new WeightMatrix(outputs, inputs, values.times(factors));
    }

    /**
     * {@code W v}, summed in double precision.
     *
     * @param vector one number for each input
     * @return one number for each output
     */
    public Coefficients times(Coefficients vector) {
        float[] results = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            double sum = 0;
            for (int j = 0; j < inputs; j++) {
                sum += (double) values.values()[i * inputs + j] * vector.values()[j];
            }
            results[i] = (float) sum;
        }
        return Coefficients.of(results);
    }

    /** Sides, for plans that are printed. */
    @Override
    public String toString() {
        return outputs + "x" + inputs;
    }
}
