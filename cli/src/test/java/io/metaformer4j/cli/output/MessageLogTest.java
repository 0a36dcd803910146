package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageLogTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06.789Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private MessageLog open(long update) throws IOException {
        return MessageLog.open(folder, update, CLOCK);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("train.log")).stream()
                .map(line -> line.replaceFirst("^2026-02-03T04:05:06Z ", ""))
                .toList();
    }

    /** Two epochs, each with its checkpoint, and something of a third. */
    private void write() throws IOException {
        MessageLog log = open(0);
        log.add("8 training pictures");
        for (int epoch = 1; epoch <= 2; epoch++) {
            log.add("epoch " + epoch + " 8/8 images");
            log.addSaved(folder.resolve("checkpoint-" + 5 * epoch + ".pth"));
            log.addEpoch(epoch, "epoch " + epoch + "/3  loss 1");
        }
        log.add("epoch 3 4/8 images");
    }

    @Test
    void every_line_has_its_time_and_stays_one() throws IOException {
        open(0).add("a\nb");
        assertThat(folder.resolve("train.log")).hasContent("2026-02-03T04:05:06Z a\\nb\n");
    }

    @Test
    void a_run_that_goes_on_cuts_off_what_was_told_behind_its_checkpoint() throws IOException {
        write();
        MessageLog log = open(10);
        log.addEpoch(2, "epoch 2/3  loss 1, told again");
        log.addEpoch(3, "epoch 3/3  loss 1");
        assertThat(lines())
                .containsExactly(
                        "8 training pictures",
                        "epoch 1 8/8 images",
                        "saved checkpoint-5.pth",
                        "epoch 1/3  loss 1",
                        "epoch 2 8/8 images",
                        "saved checkpoint-10.pth",
                        "epoch 2/3  loss 1",
                        "epoch 3/3  loss 1");
    }

    /** Such as a note about the validation. */
    @Test
    void other_lines_behind_the_checkpoint_do_not_hide_the_one_about_its_epoch() throws IOException {
        MessageLog first = open(0);
        first.addSaved(folder.resolve("checkpoint-5.pth"));
        first.add("note: the validation takes a while");
        first.addEpoch(1, "epoch 1/3  loss 1");
        first.add("epoch 2 4/8 images");
        first.addSaved(folder.resolve("recovery-7.pth"));
        first.addEpoch(2, "epoch 2/3  loss 1");
        MessageLog log = open(5);
        log.addEpoch(1, "epoch 1/3  loss 1, told again");
        assertThat(lines()).containsExactly("saved checkpoint-5.pth", "epoch 1/3  loss 1");
    }

    @Test
    void long_lines_keep_their_middle() throws IOException {
        String text = "the run goes on with changed settings: " + "epochs was 2, is 4; ".repeat(20);
        open(0).add(text);
        assertThat(lines()).containsExactly(text);
    }

    @Test
    void an_older_checkpoint_cuts_off_more() throws IOException {
        write();
        open(5);
        assertThat(lines()).hasSize(4).endsWith("saved checkpoint-5.pth", "epoch 1/3  loss 1");
    }

    @Test
    void a_checkpoint_that_was_not_told_of_any_more_cuts_off_nothing() throws IOException {
        write();
        open(12);
        assertThat(lines()).endsWith("epoch 3 4/8 images");
    }

    @Test
    void a_new_run_starts_anew() throws IOException {
        write();
        open(0);
        assertThat(lines()).isEmpty();
    }
}
