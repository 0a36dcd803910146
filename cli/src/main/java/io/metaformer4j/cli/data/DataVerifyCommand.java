package io.metaformer4j.cli.data;

import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.inspection.DatasetCheck;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds pictures that a training could not use. */
@Command(
        name = "verify",
        description = "Decode every picture of a data set and name those that are broken; exit code 1 if any is.")
public final class DataVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatasetArguments data;

    @Mixin
    private ReadingThreads threads;

    @Option(
            names = "--duplicates",
            description = "Find pictures of equal bytes, too, within a class and in different ones.")
    private boolean duplicates;

    @Option(
            names = "--delete-list",
            paramLabel = "FILE",
            description = "Write the paths of files that hold no usable picture, one on a line, to look at and remove. "
                    + "Files that could not be read, and members of archives, are not listed.")
    private Path deleteList;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine())
                .writes("--delete-list", deleteList)
                .readsData("DATA", data.location())
                .reads("--class-map", data.classMap());
        try (Dataset<ClassTarget> dataset = data.open(err);
                DeleteList list = DeleteList.open(Optional.ofNullable(deleteList))) {
            VerifyReport report = new VerifyReport(outputs.report(), dataset, list, json.enabled());
            DatasetCheck check = DatasetCheck.of(ImageDecoder.standard(), threads.count());
            DatasetCheck.Result result;
            try (CommandProgress progress = CommandProgress.start(err, "verify", dataset.size(), " images")) {
                result = (duplicates ? check.withDuplicates() : check).run(dataset, report.listener(progress));
            }
            list.finish();
            list.note().ifPresent(note -> err.println("note: " + note));
            report.summary(result, duplicates);
            return result.broken() == 0 ? 0 : 1;
        }
    }
}
