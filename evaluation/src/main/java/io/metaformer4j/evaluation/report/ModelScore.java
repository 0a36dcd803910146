package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.Comparator;
import java.util.List;

/**
 * A model's line in a table of many models, with the columns of timm's {@code validate.py}.
 *
 * @param model what the model is called
 * @param top1 percentage of pictures whose right class has the best score
 * @param top5 percentage of pictures whose right class is among the five best
 * @param parameters number of parameters, also of those that are never trained
 * @param preprocessing how the pictures became the network's input
 */
public record ModelScore(String model, double top1, double top5, long parameters, Preprocessing preprocessing) {

    private static final List<String> HEADER = List.of(
            "model", "top1", "top1_err", "top5", "top5_err", "param_count", "img_size", "crop_pct", "interpolation");

    /** timm has four decimals of a percentage, and two of millions of parameters. */
    private static final int DECIMALS = 4;

    private static final int DECIMALS_OF_MILLIONS = 2;

    /**
     * The line of a model that was measured.
     *
     * @param model what it is called
     * @param network what its network is
     * @param preprocessing how the pictures became its input
     * @param result what came out
     * @return the line
     */
    public static ModelScore of(
            String model, Architecture network, Preprocessing preprocessing, ValidationResult result) {
        Complexity size = Complexity.of(network, preprocessing.height(), preprocessing.width());
        return new ModelScore(model, result.top1(), result.top5(), size.trainable() + size.frozen(), preprocessing);
    }

    /**
     * Writes the table.
     *
     * @param scores the models
     * @return lines of cells that are parted by commas, the first with their names, then the best model; of equally good
     *     ones that which comes first
     */
    public static String toCsv(List<ModelScore> scores) {
        CsvText csv = new CsvText();
        csv.line(HEADER);
        scores.stream()
                .sorted(Comparator.comparingDouble(ModelScore::top1).reversed())
                .forEach(score -> csv.line(score.cells()));
        return csv.toString();
    }

    private List<String> cells() {
        return List.of(
                model,
                CsvText.number(top1, DECIMALS),
                CsvText.number(100 - top1, DECIMALS),
                CsvText.number(top5, DECIMALS),
                CsvText.number(100 - top5, DECIMALS),
                CsvText.number(parameters / 1e6, DECIMALS_OF_MILLIONS),
                Integer.toString(preprocessing.width()),
                Double.toString(preprocessing.cropRatio()),
                preprocessing.interpolation().toString());
    }
}
