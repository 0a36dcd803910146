package io.metaformer4j.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.cli.speed.BenchmarkReport.Format;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.evaluation.speed.Latencies;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import io.metaformer4j.evaluation.speed.PeakMemory;
import io.metaformer4j.evaluation.speed.SpeedResult;
import io.metaformer4j.evaluation.speed.WarmUp;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How results are written, given what was measured. */
class BenchmarkReportTest {

    /** Of timm's benchmark.py, mode {@code both}. */
    private static final List<String> TIMM = List.of(
            "model",
            "infer_samples_per_sec",
            "infer_step_time",
            "infer_batch_size",
            "infer_img_size",
            "infer_gmacs",
            "infer_macts",
            "train_samples_per_sec",
            "train_step_time",
            "train_batch_size",
            "train_img_size",
            "param_count");

    private static final String NAME = "caformer_s18.sail_in1k";

    @TempDir
    private Path folder;

    private static SpeedRuns.Plan plan(BenchPart part) {
        return new SpeedRuns.Plan(part, new WeightsSource.Random(0), List.of(8), WarmUp.STANDARD, 2, false);
    }

    private static SpeedResult result(MachineVerdict.State state, boolean settled) {
        return new SpeedResult(
                8,
                new Latencies(List.of(0.02, 0.01)),
                new WarmUp.Course(12, 3.5, settled),
                new PeakMemory(OptionalLong.of(512L << 20), false, 64L << 20),
                new MachineVerdict(state, "others had \"much\", and more"));
    }

    private static BenchmarkRow row() {
        Preprocessing input = Preprocessing.imageNet(224, 1);
        return BenchmarkRow.of(
                new BenchmarkRow.Setting(NAME, input, "torch", Placement.DEFAULT.withThreads(2), 8, false));
    }

    private static BenchmarkRow counted() {
        return row().withCost(Complexity.of(Catalog.standard().get(NAME).architecture(), 224, 224));
    }

    @Test
    void the_first_columns_are_timms_in_its_order_and_digits() {
        BenchmarkRow row = counted().withInference(result(MachineVerdict.State.STEADY, true));
        Map<String, Object> columns = new BenchmarkColumns(plan(BenchPart.BOTH)).of(row);
        assertThat(List.copyOf(columns.keySet()).subList(0, TIMM.size())).isEqualTo(TIMM);
        assertThat(columns)
                .containsEntry("infer_samples_per_sec", 533.33)
                .containsEntry("infer_step_time", 15.0)
                .containsEntry("infer_batch_size", 8)
                .containsEntry("infer_img_size", 224)
                .containsEntry("infer_gmacs", 4.13)
                .containsEntry("infer_macts", 19.39)
                .containsEntry("param_count", 26.34)
                .containsEntry("train_step_time", null)
                .containsEntry("threads", 2)
                .containsEntry("infer_p50_time", 10.0)
                .containsEntry("infer_p99_time", 20.0)
                .containsEntry("infer_rounds", 2)
                .containsEntry("infer_warmup_runs", 12)
                .containsEntry("infer_peak_memory", 512.0)
                .containsEntry("infer_peak_heap", 64.0)
                .containsEntry("infer_machine", "steady")
                .containsEntry("error", null);
    }

    @Test
    void what_is_not_timed_has_no_columns() {
        assertThat(new BenchmarkColumns(plan(BenchPart.INFERENCE)).of(row()).keySet())
                .noneMatch(column -> column.startsWith("train_"));
        assertThat(new BenchmarkColumns(plan(BenchPart.TRAIN)).of(row()).keySet())
                .noneMatch(column -> column.startsWith("infer_"))
                .contains("train_p90_time");
    }

    @Test
    void a_table_has_a_line_for_each_row_and_quotes_what_holds_commas() throws IOException {
        BenchmarkReport report = new BenchmarkReport(
                plan(BenchPart.INFERENCE),
                List.of(
                        counted().withInference(result(MachineVerdict.State.BUSY, true)),
                        row().failed("too large, use less")));
        Path file = folder.resolve("speed.csv");
        report.write(file, Format.of(file).orElseThrow());
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("model,infer_samples_per_sec,infer_step_time,infer_batch_size,");
        assertThat(lines.get(1))
                .startsWith(NAME + ",533.33,15.0,8,224,4.13,19.39,26.34,torch,cpu,fp32,2,")
                .contains(",busy,\"others had \"\"much\"\", and more\",");
        assertThat(lines.get(2)).startsWith(NAME + ",,,8,224,,,,torch,").endsWith(",\"too large, use less\"");
    }

    @Test
    void figures_of_a_busy_machine_and_unsettled_times_are_doubted() {
        BenchmarkReport report = new BenchmarkReport(
                plan(BenchPart.BOTH),
                List.of(counted()
                        .withInference(result(MachineVerdict.State.STEADY, true))
                        .withTraining(result(MachineVerdict.State.THROTTLED, false))));
        assertThat(report.doubts())
                .hasSize(2)
                .allMatch(doubt -> doubt.startsWith(NAME + " on torch, fp32, batch 8, train step: "));
        assertThat(report.doubts().get(0)).contains("throttled", "others had");
        assertThat(report.doubts().get(1)).contains("not settled after 12 warm-up runs");
        assertThat(report.policy()).contains("at least 10 runs", "then 2 rounds", "nearest ranks");
    }

    @Test
    void a_page_has_the_results_and_the_way_they_were_measured() {
        BenchmarkRow measured = counted().withInference(result(MachineVerdict.State.STEADY, true));
        String page = new BenchmarkPage(new BenchmarkReport(
                        plan(BenchPart.INFERENCE), List.of(measured, measured, row().failed("a < b"))))
                .toHtml();
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(NAME, "533.33", "steady", "a &lt; b", "nearest ranks", "<svg")
                .contains(">p50, ms<", ">10.000<", ">peak memory, MiB<", ">512.0<");
    }

    @Test
    void a_page_tells_precisions_apart_and_says_to_the_end_what_to_do() {
        String reason = "other work had 31.0 % of the cores while nothing was measured, up to 5.0 ms at a time; "
                + "a fixed loop ran at 80 % of its speed before the measurement";
        SpeedResult busy = new SpeedResult(
                8,
                new Latencies(List.of(0.01)),
                new WarmUp.Course(12, 3.5, true),
                new PeakMemory(OptionalLong.empty(), true, 1),
                new MachineVerdict(MachineVerdict.State.BUSY, reason));
        Preprocessing input = Preprocessing.imageNet(224, 1);
        Placement mixed = Placement.DEFAULT.withPrecision(Precision.BFLOAT16);
        BenchmarkRow other = new BenchmarkRow(
                new BenchmarkRow.Setting(NAME, input, "torch", mixed, 8, false),
                counted().cost(),
                Optional.of(busy),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        String page = new BenchmarkPage(new BenchmarkReport(
                        plan(BenchPart.INFERENCE), List.of(counted().withInference(busy), other)))
                .toHtml();
        assertThat(page)
                .contains(NAME + ", fp32, batch 8<", NAME + ", bf16, batch 8<")
                .contains(NAME + " on torch, bf16, batch 8, inference: the machine was busy (" + reason + ")")
                .contains("repeat it when nothing else runs");
    }

    @Test
    void bytes_are_told_from_floats_and_weights_are_named() {
        BenchmarkRow floats = counted().withInference(result(MachineVerdict.State.STEADY, true));
        BenchmarkRow bytes = floats.withBytes(true);
        BenchmarkReport report = new BenchmarkReport(plan(BenchPart.INFERENCE), List.of(floats, bytes));
        assertThat(report.columns())
                .extracting(columns -> columns.get("precision"))
                .containsExactly("fp32", "int8");
        assertThat(report.columns().get(1)).containsEntry("infer_weights", "random:0");
        assertThat(report.lines()).extracting(cells -> cells.get(2)).containsExactly("fp32", "int8");
        assertThat(bytes.setting().label()).isEqualTo(NAME + " on torch, int8, batch 8");
        assertThat(new BenchmarkPage(report).toHtml())
                .contains(NAME + ", int8, batch 8<", ">int8<", "Weights of the answers: random:0.");
        assertThat(new BenchmarkColumns(plan(BenchPart.TRAIN)).of(row())).doesNotContainKey("infer_weights");
    }

    @Test
    void memory_of_several_networks_in_one_process_is_doubted_once() {
        BenchmarkRow first = counted().withInference(result(MachineVerdict.State.STEADY, true));
        BenchmarkRow.Setting setting = new BenchmarkRow.Setting(
                "another", Preprocessing.imageNet(224, 1), "torch", Placement.DEFAULT.withThreads(2), 8, false);
        BenchmarkRow other = BenchmarkRow.of(setting).withInference(result(MachineVerdict.State.STEADY, true));
        BenchmarkRow failed = BenchmarkRow.of(setting).failed("too large");
        assertThat(new BenchmarkReport(plan(BenchPart.INFERENCE), List.of(first, other, first, other)).doubts())
                .singleElement()
                .satisfies(doubt -> assertThat(doubt).contains("peak memory", "earlier ones", "one model"));
        assertThat(new BenchmarkReport(plan(BenchPart.INFERENCE), List.of(first, first)).doubts())
                .isEmpty();
        assertThat(new BenchmarkReport(plan(BenchPart.INFERENCE), List.of(first, failed)).doubts())
                .isEmpty();
    }

    @Test
    void no_more_cores_are_looked_at_than_there_are() {
        assertThat(SpeedRuns.lookedAt(Placement.DEFAULT, 4)).isEqualTo(4);
        assertThat(SpeedRuns.lookedAt(Placement.DEFAULT.withThreads(2), 4)).isEqualTo(2);
        assertThat(SpeedRuns.lookedAt(Placement.DEFAULT.withThreads(64), 4)).isEqualTo(4);
    }

    @Test
    void the_format_follows_from_the_name() {
        assertThat(Format.of(Path.of("a/b.JSON"))).contains(Format.JSON);
        assertThat(Format.of(Path.of("b.html"))).contains(Format.HTML);
        assertThat(Format.of(Path.of("csv"))).isEmpty();
    }
}
