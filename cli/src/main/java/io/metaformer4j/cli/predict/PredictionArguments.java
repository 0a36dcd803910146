package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.evaluation.prediction.PredictionColumns;
import io.metaformer4j.evaluation.prediction.PredictionColumns.Headings;
import io.metaformer4j.evaluation.prediction.PredictionColumns.LabelForm;
import io.metaformer4j.evaluation.prediction.PredictionColumns.OutputForm;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which columns a table of predictions has: the options of timm's inference script. */
final class PredictionArguments {

    /** What classes are called. */
    enum LabelType {
        NONE,
        NAME,
        DESCRIPTION
    }

    @Option(
            names = {"--topk", "--top-k"},
            defaultValue = "1",
            paramLabel = "K",
            converter = CountOrZeroConverter.class,
            description = "How many classes to tell of each picture, the best first; 0 tells the output of every "
                    + "class, in their order (default: ${DEFAULT-VALUE}).")
    private int topk;

    @Option(
            names = "--fullname",
            description = "Tell the path of a picture in the data, not only the name of its file.")
    private boolean fullName;

    @Option(
            names = "--results-separate-col",
            description = "A column for each of the best classes (label_0, label_1, ...) instead of lists in one "
                    + "column.")
    private boolean separate;

    @Option(
            names = "--label-type",
            paramLabel = "none|name|description",
            description = "What classes are called: nothing, their WordNet id or else name, or their name with "
                    + "synonyms (default: description).")
    private LabelType labelType;

    @Option(
            names = "--output-type",
            paramLabel = "prob|logit",
            description = "Probabilities or logits (default: prob).")
    private OutputForm outputType;

    @Option(names = "--include-index", description = "Add the numbers of the classes.")
    private boolean includeIndex;

    @Option(names = "--exclude-output", description = "Leave out probabilities or logits.")
    private boolean excludeOutput;

    @Option(
            names = "--features",
            description = "Add the vector that enters the classifier: feature_0, feature_1, ... in CSV and with "
                    + "--results-separate-col, else a list in a column features.")
    private boolean features;

    @Option(
            names = "--filename-col",
            defaultValue = "filename",
            paramLabel = "NAME",
            description = "What the column of pictures is called (default: ${DEFAULT-VALUE}).")
    private String filenameColumn;

    @Option(
            names = "--index-col",
            paramLabel = "NAME",
            description = "What the column of numbers of classes is called (default: index).")
    private String indexColumn;

    @Option(
            names = "--label-col",
            paramLabel = "NAME",
            description = "What the column of names of classes is called (default: label).")
    private String labelColumn;

    @Option(
            names = "--output-col",
            paramLabel = "NAME",
            description = "What the column of probabilities or logits is called (default: prob or logit).")
    private String outputColumn;

    /**
     * The columns, if the options mean something together.
     *
     * @param line the command
     * @param errors whether pictures that cannot be used have rows
     */
    PredictionColumns columns(CommandLine line, boolean errors) {
        requireMeaning(line);
        Headings standard = Headings.STANDARD;
        return new PredictionColumns(
                topk,
                separate,
                fullName,
                includeIndex,
                label(),
                excludeOutput ? Optional.empty() : Optional.of(outputType == null ? OutputForm.PROB : outputType),
                features,
                errors,
                new Headings(
                        filenameColumn,
                        indexColumn == null ? standard.index() : indexColumn,
                        labelColumn == null ? standard.label() : labelColumn,
                        Optional.ofNullable(outputColumn)));
    }

    /** Refuses options that others make idle, instead of passing over what the user wanted. */
    private void requireMeaning(CommandLine line) {
        boolean named = labelType != LabelType.NONE;
        if (topk == 0 && (includeIndex || excludeOutput || labelType != null)) {
            throw new ParameterException(
                    line,
                    "--topk 0 tells the output of every class in their order, so --include-index, --exclude-output and"
                            + " --label-type mean nothing with it; leave them out");
        }
        if (excludeOutput && !named && !includeIndex && !features) {
            throw new ParameterException(
                    line,
                    "--exclude-output with --label-type none leaves nothing to tell; add --include-index or --features,"
                            + " or leave one out");
        }
        refuse(line, outputType, excludeOutput, "--output-type means nothing with --exclude-output");
        refuse(line, outputColumn, excludeOutput, "--output-col means nothing with --exclude-output");
        refuse(line, labelColumn, !named || topk == 0, "--label-col means nothing without names of classes");
        refuse(line, indexColumn, !includeIndex, "--index-col means nothing without --include-index");
    }

    private static void refuse(CommandLine line, Object given, boolean idle, String message) {
        if (given != null && idle) {
            throw new ParameterException(line, message + "; leave one out, or choose otherwise");
        }
    }

    private Optional<LabelForm> label() {
        return switch (labelType == null ? LabelType.DESCRIPTION : labelType) {
            case NONE -> Optional.empty();
            case NAME -> Optional.of(LabelForm.NAME);
            case DESCRIPTION -> Optional.of(LabelForm.DESCRIPTION);
        };
    }
}
