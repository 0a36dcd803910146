package io.metaformer4j.cli.output;

import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.weights.disk.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The files that a command is to write, looked at before long work is done for nothing. */
public final class CommandOutputs {

    private final CommandLine line;
    private final Map<String, OutputFile> outputs = new LinkedHashMap<>();

    private CommandOutputs(CommandLine line) {
        this.line = line;
    }

    /**
     * Starts with no files.
     *
     * @param line the command
     * @return the outputs
     */
    public static CommandOutputs of(CommandLine line) {
        return new CommandOutputs(line);
    }

    /**
     * Adds a file that the command will write.
     *
     * @param option how the user named it
     * @param file the file, or null if none was asked for
     * @return this
     * @throws IOException if the file system cannot tell what it is
     * @throws io.metaformer4j.zoo.MetaFormerException if nothing can be written there
     * @throws ParameterException if another output is the same file
     */
    public CommandOutputs writes(String option, Path file) throws IOException {
        if (file == null) {
            return this;
        }
        OutputFile output = OutputFile.of(file);
        output.requireWritable();
        for (Map.Entry<String, OutputFile> other : outputs.entrySet()) {
            if (output.isSameAs(other.getValue())) {
                throw new ParameterException(
                        line, other.getKey() + " and " + option + " are the same file '" + file + "'");
            }
        }
        outputs.put(option, output);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> removeUnfinished(output), "metaformer-unfinished"));
        return this;
    }

    /** An interrupted command leaves no half-written file behind. */
    private static void removeUnfinished(OutputFile output) {
        try {
            output.removeUnfinished();
        } catch (IOException e) {
            // the process is ending, so that the file stays and nothing more can be said
        }
    }

    /**
     * Refuses to replace what the command reads.
     *
     * @param option how the user named the input
     * @param input a file or folder, or a name of something else, or null if there is none
     * @return this
     * @throws IOException if the file system cannot tell what it is
     * @throws ParameterException if an output would replace it
     */
    public CommandOutputs reads(String option, String input) throws IOException {
        Path path;
        try {
            path = Path.of(input == null ? "" : input);
        } catch (InvalidPathException e) {
            return this; // a model's name or a hub's address, then
        }
        for (Map.Entry<String, OutputFile> output : outputs.entrySet()) {
            if (!path.toString().isEmpty() && output.getValue().replaces(path)) {
                throw new ParameterException(
                        line, output.getKey() + " would replace " + option + " '" + input + "'; choose another name");
            }
        }
        return this;
    }

    /**
     * Refuses to replace what the command reads.
     *
     * @param option how the user named the input
     * @param input a file or folder, or null if there is none
     * @return this
     * @throws IOException if the file system cannot tell what it is
     * @throws ParameterException if an output would replace it
     */
    public CommandOutputs reads(String option, Path input) throws IOException {
        return reads(option, input == null ? null : input.toString());
    }

    /**
     * Refuses to replace the data that the command reads, or, where they are a folder, a picture or archive in it.
     *
     * @param option how the user named the data
     * @param location a file or folder, or an address, or null if there are none
     * @return this
     * @throws IOException if the file system cannot tell what it is
     * @throws ParameterException if an output would replace a part of the data
     */
    public CommandOutputs readsData(String option, String location) throws IOException {
        reads(option, location);
        for (Map.Entry<String, OutputFile> output : outputs.entrySet()) {
            Path file = output.getValue().name();
            if (location != null && isSample(file) && liesIn(file, location)) {
                throw new ParameterException(
                        line,
                        output.getKey() + " would replace '" + file + "', a part of " + option + " '" + location
                                + "'; choose another name");
            }
        }
        return this;
    }

    /** Results of an earlier call may lie among the data, too, and be replaced; they are never called so. */
    private static boolean isSample(Path file) {
        String leaf = String.valueOf(file.getFileName());
        return Files.isRegularFile(file)
                && (ImageFileNames.isPicture(leaf)
                        || leaf.toLowerCase(Locale.ROOT).endsWith(".tar"));
    }

    /** Whether a file, or a link by which it is found, lies in a folder at any depth. */
    private static boolean liesIn(Path file, String location) throws IOException {
        Path folder;
        try {
            folder = Path.of(location);
        } catch (InvalidPathException e) {
            return false; // an address, then
        }
        if (location.isEmpty() || !Files.isDirectory(folder)) {
            return false;
        }
        Path real = folder.toRealPath();
        return file.toRealPath().startsWith(real)
                || file.toAbsolutePath().getParent().toRealPath().startsWith(real);
    }

    /**
     * Where the command says what it did: standard output, unless that is where one of its files goes.
     *
     * @return the command's output or error writer
     */
    public PrintWriter report() {
        return outputs.values().stream().anyMatch(OutputFile::isStandardOutput) ? line.getErr() : line.getOut();
    }
}
