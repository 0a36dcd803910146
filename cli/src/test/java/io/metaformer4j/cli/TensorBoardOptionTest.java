package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train --tensorboard} leaves in the folder of the run. */
class TensorBoardOptionTest {

    @TempDir
    private Path folder;

    @Test
    void curves_are_written_only_where_they_are_asked_for() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 8, 4);
        assertThat(eventFiles(train(data, "plain"))).isEmpty();
        List<Path> files = eventFiles(train(data, "logged", "--tensorboard"));
        assertThat(files).hasSize(1);
        assertThat(new String(Files.readAllBytes(files.get(0)), StandardCharsets.ISO_8859_1))
                .contains(
                        "brain.Event:2",
                        "train/loss",
                        "train/lr",
                        "images_per_second",
                        "eval/loss",
                        "eval/top1",
                        "eval/top5");
    }

    private Path train(Path data, String name, String... more) throws IOException {
        Path run = folder.resolve(name);
        String[] command = {
            "train",
            data.toString(),
            "--model",
            CommandFiles.tinyModel(folder).toString(),
            "--output",
            run.toString(),
            "--epochs",
            "2",
            "--batch-size",
            "8"
        };
        CommandResult result = CommandResult.of(
                Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return run;
    }

    private static List<Path> eventFiles(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .toList();
        }
    }
}
