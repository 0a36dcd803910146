package io.metaformer4j.cli.corrupt;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.ThreadsConverter;
import io.metaformer4j.cli.argument.pictures.NamedCorruptions;
import io.metaformer4j.cli.data.LinkedPath;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes pictures made worse. */
@Command(
        name = "corrupt",
        description = {
            "Make pictures worse as ImageNet-C does: 19 corruptions in 5 severities.",
            "With several types or severities, files go to OUT/type/severity, and keep their folders there.",
            "Pictures keep their size; the numbers are those for pictures of 224x224."
        })
public final class CorruptCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A picture, or a folder of them with folders in it.")
    private Path input;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OUT",
            description = "Folder for the pictures; created if need be.")
    private Path output;

    @Option(names = "--type", split = ",", paramLabel = "NAME", description = NamedCorruptions.NAMES_HELP)
    private List<String> types;

    @Option(names = "--severity", split = ",", paramLabel = "N", description = NamedCorruptions.SEVERITIES_HELP)
    private List<Integer> severities;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Where random numbers come from, beside the picture's name (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "png, or jpeg of quality 85 as ImageNet-C was stored (default: png).")
    private PictureFileFormat format;

    @Option(names = "--resume", description = "Keep the files that are there, and write those that are missing.")
    private boolean resume;

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = ThreadsConverter.class,
            description = "Threads that read and write pictures (default: one for each core).")
    private Integer workers;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "Instead, draw every type and severity of the picture IN on one sheet; PNG, or JPEG if the "
                    + "name ends in .jpg.")
    private Path sheet;

    @Mixin
    private DecodingArguments decoding;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        return sheet == null ? writeFiles() : drawSheet();
    }

    private NamedCorruptions chosen() {
        return NamedCorruptions.of(types, severities);
    }

    private int drawSheet() throws IOException {
        if (output != null || chosen().given() || format != null || resume || workers != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--sheet shows everything of one picture; leave out OUT, --type, --severity, --format, --resume "
                            + "and --workers");
        }
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("--sheet", sheet).reads("IN", input);
        if (Files.isDirectory(input)) {
            throw new MetaFormerException("'" + input + "' is a folder, and a sheet shows one picture; name a file");
        }
        Picture picture = decoding.decoder().decode(input);
        Picture drawn = new CorruptionSheet(new PictureSeed(seed))
                .draw(picture, input.getFileName().toString());
        AtomicFile.write(sheet, PictureFileFormat.of(sheet).encode(drawn));
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("sheet", sheet.toString());
            document.put("size", List.of(drawn.width(), drawn.height()));
            document.put("seed", seed);
            JsonOutput.print(outputs.report(), document);
        } else {
            outputs.report().println("wrote " + drawn.width() + "x" + drawn.height() + " pixels to " + sheet);
        }
        return 0;
    }

    private int writeFiles() throws IOException {
        if (output == null) {
            throw new ParameterException(
                    spec.commandLine(), "OUT, the folder for the pictures, is missing; or draw a sheet with --sheet");
        }
        List<CorruptionLevel> levels = chosen().levels(spec.commandLine(), "--type", "--severity");
        PictureFileFormat written = GivenOptions.or(format, PictureFileFormat.PNG);
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new ParameterException(spec.commandLine(), "OUT '" + output + "' is a file; name a folder");
        }
        CorruptedFiles files = CorruptedFiles.of(input, levels, output, written.extension());
        requireOutside(files);
        if (!resume) {
            files.requireNone();
        }
        Summary summary = new Summary(files);
        CorruptionRun run = new CorruptionRun(files, decoding.decoder(), new PictureSeed(seed), written);
        PrintWriter err = spec.commandLine().getErr();
        try (CommandProgress progress = CommandProgress.start(err, "corrupt", files.count(), " images")) {
            run.run(GivenOptions.or(workers, Runtime.getRuntime().availableProcessors()), outcome -> {
                summary.add(outcome, err);
                progress.at(summary.done, "");
            });
        }
        summary.print(spec.commandLine().getOut());
        return summary.broken.isEmpty() ? 0 : 1;
    }

    /** What is written must be no picture that is read, now or the next time. */
    private void requireOutside(CorruptedFiles files) throws IOException {
        if (Files.isDirectory(input) && LinkedPath.lies(output, input)) {
            throw new ParameterException(
                    spec.commandLine(), "OUT '" + output + "' is inside of IN; choose a folder outside of it");
        }
        for (CorruptedFiles.Source source : files.sources()) {
            Path target = files.target(source, files.levels().get(0));
            if (Files.exists(target) && Files.exists(source.file()) && Files.isSameFile(target, source.file())) {
                throw new ParameterException(
                        spec.commandLine(), "'" + target + "' would replace the picture; choose another OUT");
            }
        }
    }

    /** Counts what became of the pictures. */
    private final class Summary {

        private final CorruptedFiles files;
        private final List<Map<String, Object>> broken = new ArrayList<>();
        private long done;
        private long written;
        private long kept;

        Summary(CorruptedFiles files) {
            this.files = files;
        }

        void add(CorruptionRun.Outcome outcome, PrintWriter err) {
            done += files.levels().size();
            written += outcome.written();
            kept += outcome.kept();
            outcome.failure().ifPresent(failure -> {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("file", outcome.name());
                document.put("error", failure);
                broken.add(document);
                err.println("metaformer: " + failure);
            });
        }

        void print(PrintWriter out) {
            if (json.enabled()) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("output", output.toString());
                document.put("pictures", files.sources().size());
                document.put(
                        "levels",
                        files.levels().stream().map(CorruptionLevel::toString).toList());
                document.put("written", written);
                document.put("kept", kept);
                document.put("broken", broken);
                JsonOutput.print(out, document);
                return;
            }
            out.println("wrote " + written + (written == 1 ? " picture to " : " pictures to ")
                    + PrintableText.of(output.toString())
                    + (kept == 0 ? "" : "; " + kept + (kept == 1 ? " was" : " were") + " there already")
                    + (broken.isEmpty() ? "" : "; " + broken.size() + " of IN could not be read"));
        }
    }
}
