package io.metaformer4j.evaluation.calibration;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What temperature scaling found.
 *
 * @param temperature what logits are divided by; above 1 the network was too sure of itself
 * @param atLimit whether the best temperature may lie beyond those that were looked at, from 1/100 to 100, for instance
 *     because all answers are right
 * @param fitted number of pictures that it was fitted on
 * @param separate whether the figures are of other pictures than those
 * @param before the figures without it
 * @param after the figures with it, of the same pictures
 */
public record TemperatureFit(
        double temperature,
        boolean atLimit,
        long fitted,
        boolean separate,
        CalibrationFigures before,
        CalibrationFigures after) {

    /**
     * The same as plain data, for files.
     *
     * @return the temperature, the numbers of pictures, and the figures
     */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("temperature", temperature);
        data.put("at_limit", atLimit);
        data.put("fitted_images", fitted);
        data.put("separate_images", separate);
        data.put("before", before.toData());
        data.put("after", after.toData());
        return data;
    }
}
