package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.evaluation.calibration.Calibration;
import io.metaformer4j.evaluation.calibration.TemperatureScaling;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How it is measured whether probabilities are as large as the model is often right. */
final class CalibrationArguments {

    private static final double HALF = 0.5;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--calibration-bins",
            defaultValue = "15",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Bins of the expected calibration error (default: ${DEFAULT-VALUE}).")
    private int bins;

    @Option(
            names = "--temperature-scaling",
            description = "Find the temperature that fits the probabilities to some of the pictures best, and judge it "
                    + "by the others.")
    private boolean scaled;

    @Option(
            names = "--fit-share",
            paramLabel = "R",
            converter = FractionConverter.class,
            description = "Share of the pictures that the temperature is found on; with 1 it is judged by the same "
                    + "ones (default: 0.5).")
    private Double share;

    /** Refuses an option that means nothing without another. */
    void requireMeaning() {
        if (share != null && !scaled) {
            throw new ParameterException(
                    spec.commandLine(), "--fit-share means nothing without --temperature-scaling; add it");
        }
    }

    /** What measures the calibration of one model. */
    Calibration calibration() {
        return new Calibration(bins);
    }

    /** What finds a temperature for one model, if that was asked for. */
    Optional<TemperatureScaling> scaling() {
        return scaled ? Optional.of(new TemperatureScaling(share == null ? HALF : share, bins)) : Optional.empty();
    }
}
