package io.metaformer4j.cli.argument.model;

import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.WeightsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The files that a model is read from, which no output may replace. */
public final class KeptModel {

    private KeptModel() {}

    /**
     * Refuses outputs that would replace the description of a model, or the weights beside it.
     *
     * @param outputs what the command writes
     * @param option how the user named the model
     * @param model a folder, a {@code model.json} under any name, or a name of the catalog
     * @throws IOException if a path cannot be looked at
     * @throws picocli.CommandLine.ParameterException if an output would replace a file of the model
     */
    public static void requireKept(CommandOutputs outputs, String option, String model) throws IOException {
        outputs.reads(option, model);
        Path path;
        try {
            path = Path.of(model);
        } catch (InvalidPathException e) {
            return; // a pattern, on systems whose file names cannot hold it
        }
        if (Files.isDirectory(path)) {
            outputs.reads(option, path.resolve(ModelDescription.FILE_NAME));
            outputs.reads("the weights of " + option, path.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        } else if (Files.exists(path)) {
            outputs.reads("the weights of " + option, path.resolveSibling(ModelDescription.WEIGHTS_FILE_NAME));
        }
    }

    /**
     * Refuses outputs that would replace weights, or the description of their classes beside them.
     *
     * @param outputs what the command writes
     * @param weights where they come from
     * @throws IOException if a path cannot be looked at
     * @throws picocli.CommandLine.ParameterException if an output would replace one of the files
     */
    public static void requireKept(CommandOutputs outputs, WeightsSource weights) throws IOException {
        Optional<Path> path = weights.localPath();
        if (path.isEmpty()) {
            return;
        }
        outputs.reads("--weights", path.get());
        Path beside = path.get().resolve(ModelDescription.WEIGHTS_FILE_NAME);
        Path file = Files.isRegularFile(beside) ? beside : path.get();
        outputs.reads("--weights", file);
        outputs.reads("the description of --weights", file.resolveSibling(ModelDescription.FILE_NAME));
    }
}
