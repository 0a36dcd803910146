package io.metaformer4j.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingListener;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event files, read back by a reader of their definition. */
class TensorBoardLogTest {

    private static final long START = 1_700_000_000L;

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();

    private TensorBoardLog log() {
        return new TensorBoardLog(folder, Clock.fixed(Instant.ofEpochSecond(START), ZoneOffset.UTC), nanos::get);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains("tfevents"))
                    .sorted()
                    .toList();
        }
    }

    private static StepReport step(long update, int ofEpoch, int perEpoch, long samples, double loss) {
        return new StepReport(0, update, ofEpoch, perEpoch, samples, loss, 1, 0.25);
    }

    /** RFC 3720, appendix B.4, and the check value of the catalogue of checksums. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, 8a9136aa",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 62a8ab43",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 46dd794e",
        "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 113fdb5c",
        "313233343536373839, e3069283",
    })
    void checksums_are_the_published_ones(String bytes, String checksum) {
        byte[] data = HexFormat.of().parseHex(bytes);
        int expected = Integer.parseUnsignedInt(checksum, 16);
        assertThat(EventReader.crc32c(data)).isEqualTo(expected);
        assertThat(EventFile.maskedChecksum(ByteBuffer.wrap(data)))
                .isEqualTo(((expected >>> 15) | (expected << 17)) + 0xa282ead8);
    }

    /**
     * Bytes as the definition of the wire format shows them: 150 in field 1 is 08 96 01, "testing" in field 2 is 12 07
     * ....
     */
    @Test
    void messages_are_written_as_the_wire_format_says() {
        assertThat(new ProtoMessage().whole(1, 150).toBytes()).containsExactly(0x08, 0x96, 0x01);
        assertThat(new ProtoMessage().text(2, "testing").toBytes())
                .startsWith(0x12, 0x07)
                .endsWith("testing".getBytes(StandardCharsets.US_ASCII));
        assertThat(new ProtoMessage()
                        .message(3, new ProtoMessage().whole(1, 150))
                        .toBytes())
                .containsExactly(0x1a, 0x03, 0x08, 0x96, 0x01);
        assertThat(new ProtoMessage().float64(1, 1).toBytes()).containsExactly(0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f);
        assertThat(new ProtoMessage().float32(2, 1).toBytes()).containsExactly(0x15, 0, 0, 0x80, 0x3f);
        assertThat(new ProtoMessage().whole(16, -1).toBytes())
                .startsWith(0x80, 0x01, 0xff)
                .endsWith(0xff, 0x01)
                .hasSize(12);
    }

    @Test
    void a_run_is_in_the_file_value_for_value() throws IOException {
        List<StepReport> steps = new ArrayList<>();
        List<EpochReport> epochs = new ArrayList<>();
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(2, 1, 1), folder);
        TrainingTask<ClassTarget> task =
                Runs.with(plain, plain.data(), network -> ClassificationMetrics.of(62.5, 87.5, 0.75, 8));
        try (Trainer trainer = Trainer.start(task)) {
            trainer.listen(TensorBoardLog.in(folder))
                    .listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            steps.add(report);
                        }

                        @Override
                        public void epochEnded(EpochReport report) {
                            epochs.add(report);
                        }
                    })
                    .run();
        }
        List<EventReader.Event> events = EventReader.read(files().get(0));
        assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).sessionStatus()).isEqualTo(1);
        List<EventReader.Event> losses = with(events, "train/loss");
        assertThat(losses).hasSameSizeAs(steps).hasSize(14);
        for (int i = 0; i < steps.size(); i++) {
            StepReport step = steps.get(i);
            Map<String, Float> values = losses.get(i).values();
            assertThat(losses.get(i).step()).isEqualTo(step.update());
            assertThat(values.get("train/loss")).isCloseTo((float) step.loss(), within(1e-6f));
            assertThat(values.get("train/lr")).isEqualTo((float) step.rate());
            assertThat(values.get("images_per_second")).isPositive();
        }
        List<EventReader.Event> scores = with(events, "eval/top1");
        assertThat(scores)
                .extracting(EventReader.Event::step)
                .isEqualTo(epochs.stream().map(EpochReport::update).toList());
        assertThat(scores).hasSize(2).allSatisfy(event -> assertThat(event.values())
                .isEqualTo(Map.of("eval/loss", 0.75f, "eval/top1", 62.5f, "eval/top5", 87.5f)));
        assertThat(events.stream().mapToDouble(EventReader.Event::time).toArray())
                .isSorted();
    }

    @Test
    void every_metric_has_a_curve_of_its_name() throws IOException {
        Metric miou = Metric.percentage("miou");
        Metric error = new Metric("error", false);
        TrainingTask<ClassTarget> plain =
                Runs.task(Runs.recipe(1, 1, 1).withKept(new CheckpointSelection("miou", 0)), folder);
        Evaluation evaluation = Evaluation.of(
                List.of(miou, error),
                network -> Metrics.ofSamples(8).with(miou, 62.5).with(error, 0.25));
        try (Trainer trainer = Trainer.start(Runs.with(plain, plain.data(), evaluation))) {
            trainer.listen(TensorBoardLog.in(folder)).run();
        }
        assertThat(with(EventReader.read(files().get(0)), "eval/miou"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.values()).isEqualTo(Map.of("eval/miou", 62.5f, "eval/error", 0.25f)));
    }

    private static List<EventReader.Event> with(List<EventReader.Event> events, String tag) {
        return events.stream().filter(event -> event.values().containsKey(tag)).toList();
    }

    @Test
    void long_epochs_are_logged_at_a_hundred_points_with_the_mean_loss_between_them() throws IOException {
        TensorBoardLog log = log();
        log.started(Runs.recipe(1, 1, 1), RunPosition.START);
        for (int i = 1; i <= 250; i++) {
            nanos.addAndGet(500_000_000L);
            log.stepped(step(i, i, 250, 8L * i, i));
        }
        List<EventReader.Event> events = with(EventReader.read(files().get(0)), "train/loss");
        assertThat(events).hasSize(84);
        assertThat(events.get(0).step()).isEqualTo(3);
        assertThat(events.get(0).values())
                .isEqualTo(Map.of("train/loss", 2f, "train/lr", 0.25f, "images_per_second", 16f));
        assertThat(events.get(83).step()).isEqualTo(250);
        assertThat(events.get(83).values()).containsEntry("train/loss", 250f);
        assertThat(events.get(0).time()).isEqualTo(START);
    }

    @Test
    void a_run_that_goes_on_has_a_later_file_that_says_from_which_step_on_the_older_one_ended() throws IOException {
        TrainingTask<ClassTarget> task = Runs.task(Runs.recipe(2, 1, 1), folder);
        try (Trainer trainer = Trainer.start(task)) {
            trainer.listen(TensorBoardLog.in(folder))
                    .listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            if (report.update() == 5) {
                                trainer.requestStop();
                            }
                        }
                    })
                    .run();
        }
        try (Trainer trainer = Trainer.resume(task)) {
            trainer.listen(TensorBoardLog.in(folder)).run();
        }
        assertThat(files()).hasSize(2);
        assertThat(with(EventReader.read(files().get(0)), "train/loss"))
                .extracting(EventReader.Event::step)
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        List<EventReader.Event> later = EventReader.read(files().get(1));
        assertThat(later.get(1).sessionStatus()).isEqualTo(1);
        assertThat(later.get(1).step()).isEqualTo(6);
        assertThat(with(later, "train/loss").get(0).step()).isEqualTo(6);
    }

    @Test
    void files_of_one_second_come_in_their_order_also_when_the_clock_was_turned_back() throws IOException {
        Files.createFile(folder.resolve("events.out.tfevents.1700000005.elsewhere.7.0"));
        log().started(Runs.recipe(1, 1, 1), RunPosition.START);
        log().started(Runs.recipe(1, 1, 1), RunPosition.START);
        assertThat(files())
                .extracting(file -> file.getFileName().toString().split("\\.", -1)[3])
                .containsExactly("1700000005", "1700000006", "1700000007");
    }

    @Test
    void a_folder_that_cannot_be_written_ends_the_run_and_names_itself() {
        TensorBoardLog log = new TensorBoardLog(folder.resolve("absent"), Clock.systemUTC(), nanos::get);
        assertThatThrownBy(() -> log.started(Runs.recipe(1, 1, 1), RunPosition.START))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("absent");
    }
}
