package io.metaformer4j.cli.robustness;

import io.metaformer4j.evaluation.robustness.CorruptionBaseline;
import io.metaformer4j.evaluation.robustness.RobustnessScores.CleanReference;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What errors on corrupted pictures are compared with. */
final class ErrorArguments {

    private static final double MOST = 100;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--clean-top1",
            split = ",",
            paramLabel = "PERCENT",
            description = "Top-1 accuracy on ImageNet's validation pictures, for the relative mCE without "
                    + "--imagenet-val; of each model in their order, with commas between them.")
    private List<Double> cleanTop1;

    @Option(
            names = "--baseline-errors",
            paramLabel = "FILE",
            description = "JSON file with the errors to divide by, {\"clean\": 43.5, \"gaussian_noise\": 88.6, ...} "
                    + "(default: AlexNet's).")
    private Path baseline;

    /** The file of another baseline, or null. */
    Path baseline() {
        return baseline;
    }

    /** Refuses what would not be used. */
    void requireMeaning(SuiteArguments suite, int models) {
        if (baseline != null && !suite.corrupts()) {
            throw wrong("--baseline-errors is for --imagenet-c and --corrupt-on-the-fly; add one of these, or leave it"
                    + " out");
        }
        if (cleanTop1 == null) {
            return;
        }
        if (!suite.lacksCleanPictures()) {
            throw wrong("--clean-top1 is for --imagenet-c without --imagenet-val; leave it out");
        }
        if (cleanTop1.size() != models) {
            throw wrong("--clean-top1 has " + cleanTop1.size() + " values for " + models
                    + (models == 1 ? " model" : " models") + "; give one for each in their order");
        }
        for (double value : cleanTop1) {
            if (!(value >= 0 && value <= MOST)) {
                throw wrong("--clean-top1 " + value + " is no percentage from 0 to 100");
            }
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    CorruptionBaseline read() throws IOException {
        return baseline == null ? CorruptionBaseline.alexNet() : BaselineFile.read(baseline);
    }

    /**
     * What the errors of a model are compared with. AlexNet's errors are those of pictures of ImageNet, and mean nothing for
     * pictures of other classes.
     *
     * @param errors what was read
     * @param number which of the models
     * @param classes how many classes it has
     */
    CleanReference reference(CorruptionBaseline errors, int number, int classes) {
        return new CleanReference(
                errors,
                baseline != null || classes == ModelCard.IMAGENET_1K_CLASSES,
                cleanTop1 == null ? OptionalDouble.empty() : OptionalDouble.of(MOST - cleanTop1.get(number)));
    }
}
