package io.metaformer4j.evaluation.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well the probabilities of a network's answers fit how often it is right. All figures are by the labels of the data
 * set, and of the first answer to each picture.
 *
 * @param pictures number of pictures
 * @param accuracy share of right answers, 0 to 1
 * @param confidence mean probability of the answers, 0 to 1; above the accuracy the network is too sure of itself
 * @param expectedError expected calibration error over bins of equal width, 0 to 1
 * @param maximumError the largest error of one bin, 0 to 1
 * @param adaptiveError expected calibration error over bins of equally many pictures, 0 to 1
 * @param brier Brier score (1950): mean squared distance of all classes' probabilities from 1 for the right class and 0 for
 *     the others, 0 to 2
 * @param logLoss mean negative logarithm of the right class's probability, in nats
 * @param bins the reliability diagram, the lowest confidences first
 */
public record CalibrationFigures(
        long pictures,
        double accuracy,
        double confidence,
        double expectedError,
        double maximumError,
        double adaptiveError,
        double brier,
        double logLoss,
        List<ReliabilityBin> bins) {

    public CalibrationFigures {
        bins = List.copyOf(bins);
    }

    /**
     * The figures as plain data, for files.
     *
     * @return shares from 0 to 1, and the bins with their borders
     */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("images", pictures);
        data.put("accuracy", accuracy);
        data.put("confidence", confidence);
        data.put("ece", expectedError);
        data.put("mce", maximumError);
        data.put("adaptive_ece", adaptiveError);
        data.put("brier", brier);
        data.put("nll", logLoss);
        data.put("bins", bins.stream().map(CalibrationFigures::data).toList());
        return data;
    }

    private static Map<String, Object> data(ReliabilityBin bin) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("above", bin.low());
        data.put("up_to", bin.high());
        data.put("images", bin.count());
        data.put("confidence", bin.confidence());
        data.put("accuracy", bin.accuracy());
        return data;
    }
}
