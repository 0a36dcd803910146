package io.metaformer4j.cli.data;

import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMapFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set, and which part of it. */
final class DatasetArguments {

    /** The word for a data set that is not to be divided. */
    private static final String WHOLE = "all";

    @Parameters(
            index = "0",
            paramLabel = "DATA",
            description = "Class folders, tar, shards (path, pattern or address), IDX files or a CSV list.")
    private String location;

    @Option(
            names = "--split",
            defaultValue = WHOLE,
            paramLabel = "NAME",
            description = "Which part of DATA, if it has several: train, validation (val and test are found, too), or "
                    + "all (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(names = "--class-map", paramLabel = "FILE", description = "Which folder or name is which class.")
    private Path classMap;

    String location() {
        return location;
    }

    Path classMap() {
        return classMap;
    }

    /** The wanted part; empty for all of the data. */
    Optional<String> split() {
        return split.equals(WHOLE) ? Optional.empty() : Optional.of(split);
    }

    /** Opens the data set, which the caller closes, and says what was understood. */
    Dataset<ClassTarget> open(PrintWriter err) throws IOException {
        DatasetOptions options = DataAccess.options(location);
        if (split().isPresent()) {
            options = options.withSplit(split);
        }
        if (classMap != null) {
            options = options.withClassMap(ClassMapFile.read(classMap));
        }
        Dataset<ClassTarget> dataset = Datasets.open(location, options);
        err.println("note: " + ClassSummary.of(dataset));
        dataset.notes().forEach(note -> err.println("note: " + note));
        return dataset;
    }
}
