package io.metaformer4j.cli.validate;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is written about each model. */
final class ValidationFileArguments {

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Write every answer to this CSV file; of several models, one for each, with its name before "
                    + "the ending, as for the next three.")
    private Path predictions;

    @Option(
            names = "--confusion-matrix",
            paramLabel = "FILE",
            description = "Write how often pictures of each class were taken for each class to this CSV file.")
    private Path confusions;

    @Option(
            names = "--class-report",
            paramLabel = "FILE",
            description = "Write precision, recall and F1 of each class, and what it is most often taken for, to this "
                    + "CSV file.")
    private Path classes;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with figures, the worst mistakes and where they come from, calibration, "
                    + "confusion matrix and classes to this file.")
    private Path page;

    /** The files as they were named. */
    ValidationFiles files() {
        return new ValidationFiles(
                Optional.ofNullable(predictions),
                Optional.ofNullable(confusions),
                Optional.ofNullable(classes),
                Optional.ofNullable(page));
    }
}
