package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed about a network that diverged can be followed as it stands there. */
class DivergedTrainingTest {

    @TempDir
    private Path folder;

    private CommandResult train(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "train",
                data.toString(),
                "--output",
                folder.resolve("run").toString(),
                "--batch-size",
                "8",
                "--clip-grad",
                "0",
                "--no-report"));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    @Test
    void a_run_that_diverged_is_begun_anew_or_resumed_with_a_lower_rate() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        String[] absurd = {
            "--model",
            CommandFiles.tinyModel(folder).toString(),
            "--epochs",
            "1",
            "--lr",
            "1e30",
            "--warmup-epochs",
            "0"
        };
        CommandResult first = train(data, absurd);
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.err())
                .contains("training stopped: the", "in epoch 1, so no checkpoint was written; lower the learning rate")
                .contains(", and start again (--lr RATE)");

        absurd[5] = "1e-3";
        CommandResult anew = train(data, absurd);
        assertThat(anew.code()).as(anew.err()).isZero();

        CommandResult longer =
                train(data, "--resume", "--epochs", "2", "--lr", "1e30", "--non-finite", "skip", "--precision", "bf16");
        assertThat(longer.code()).isEqualTo(1);
        assertThat(longer.err())
                .contains("in epoch 2, so no checkpoint was written; lower the learning rate")
                .contains(", clip gradients, train in fp32, and resume from the last checkpoint (--resume --lr RATE)");

        CommandResult slower = train(data, "--resume", "--epochs", "2", "--lr", "1e-3");
        assertThat(slower.code()).as(slower.err()).isZero();
    }
}
