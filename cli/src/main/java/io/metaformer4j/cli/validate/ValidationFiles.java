package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.output.CommandOutputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The files that are written about one model.
 *
 * @param predictions every answer
 * @param confusions which classes were taken for which
 * @param classes how well each class is recognised
 * @param page a page to look at
 */
record ValidationFiles(
        Optional<Path> predictions, Optional<Path> confusions, Optional<Path> classes, Optional<Path> page) {

    private static final Pattern ODD = Pattern.compile("[^\\w.-]+");

    /** Names the files to what must not be written twice or over what is read, those of each of several models. */
    void announce(CommandOutputs outputs, Optional<String> model) throws IOException {
        String whose = model.map(name -> " of " + name).orElse("");
        outputs.writes("--predictions" + whose, predictions.orElse(null))
                .writes("--confusion-matrix" + whose, confusions.orElse(null))
                .writes("--class-report" + whose, classes.orElse(null))
                .writes("--html" + whose, page.orElse(null));
    }

    /** The same files for one of several models, whose name stands before the ending. */
    ValidationFiles of(String model) {
        Function<Path, Path> named = file -> named(file, ODD.matcher(model).replaceAll("_"));
        return new ValidationFiles(predictions.map(named), confusions.map(named), classes.map(named), page.map(named));
    }

    private static Path named(Path file, String word) {
        Path last = file.getFileName();
        if (last == null) {
            return file;
        }
        String name = last.toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(
                dot > 0 ? name.substring(0, dot) + "." + word + name.substring(dot) : name + "." + word);
    }
}
