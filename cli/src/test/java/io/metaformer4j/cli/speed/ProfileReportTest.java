package io.metaformer4j.cli.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.speed.BenchmarkReport.Format;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.StepKind;
import io.metaformer4j.engine.profile.StepTime;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.evaluation.speed.Latencies;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import io.metaformer4j.evaluation.speed.NetworkProfile;
import io.metaformer4j.evaluation.speed.ProfilePart;
import io.metaformer4j.evaluation.speed.WarmUp;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How profiles are written, given what was measured. */
class ProfileReportTest {

    private static final NetworkProfile PROFILE = new NetworkProfile(
            8,
            new MachineRates(Map.of(ProductFormat.FLOAT32, 100e9), 50e9, 25e9),
            List.of(
                    new StepWork("picture", "picture", StepKind.TRANSFER, Map.of(), 600_000, 0),
                    new StepWork(
                            "stages.0.blocks.0.mlp.fc1",
                            "product 4x4, GELU",
                            StepKind.PRODUCT,
                            Map.of(ProductFormat.FLOAT32, 100_000_000L),
                            500_000,
                            1_000_000)),
            List.of(
                    new ProfilePart(
                            "picture",
                            1,
                            new StepTime(0.001, 0.0005),
                            0,
                            4_800_000,
                            new ProfilePart.Bounds(0, 0.0001, 0.0001)),
                    new ProfilePart(
                            "stages.0.blocks.0.mlp.fc1",
                            1,
                            new StepTime(0.01, 0),
                            800_000_000,
                            5_000_000,
                            new ProfilePart.Bounds(0.008, 0.0002, 0.008))),
            new Latencies(List.of(0.012)),
            0.0005,
            new WarmUp.Course(10, 1, true),
            new MachineVerdict(MachineVerdict.State.STEADY, "nobody else was there"));

    @TempDir
    private Path folder;

    private static BenchmarkRow row() {
        return BenchmarkRow.of(new BenchmarkRow.Setting(
                "poolformer_s12", Preprocessing.imageNet(224, 1), "cpu", Placement.DEFAULT.withThreads(2), 8, false));
    }

    private static BenchmarkReport report(BenchmarkRow... rows) {
        SpeedRuns.Plan plan = new SpeedRuns.Plan(
                BenchPart.INFERENCE, new WeightsSource.Random(0), List.of(8), WarmUp.STANDARD, 2, true);
        return new BenchmarkReport(plan, List.of(rows));
    }

    @Test
    void people_see_every_step_the_sums_and_the_whole() {
        String text = new ProfileReport("poolformer_s12 on cpu, fp32, batch 8", PROFILE).toText();
        assertThat(text)
                .contains("profile of poolformer_s12 on cpu, fp32, batch 8")
                .containsPattern("stages\\.0\\.blocks\\.0\\.mlp\\.fc1 +1x1 products +10\\.000 +83% +0\\.000 +800\\.0 "
                        + "+5\\.00 +160\\.0 +80% +2% +products")
                .containsPattern(
                        "picture +input and output +1\\.000 +8% +0\\.500 +0\\.0 +4\\.80 +0\\.0 +0% +10% +memory")
                .containsPattern("1x1 products +1 +10\\.000 .* 80%\n")
                .containsPattern("all steps +2 +11\\.000 .* 74%\n")
                .contains("products of 200 GFLOP/s in fp32, copies of 50.0 GB/s among maps and 25.0 GB/s among weights")
                .contains("a pass took 12.000 ms (median of 1), 0.500 ms of them outside of steps")
                .contains("it would take 8.100 ms: 70 % are reached")
                .contains("the machine was steady: nobody else was there");
    }

    @Test
    void a_table_of_values_has_a_line_for_each_step_and_for_what_failed() throws IOException {
        Path file = folder.resolve("profile.csv");
        report(row().failed("cannot, really"), row().withProfile(PROFILE)).write(file, Format.CSV);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .hasSize(4)
                .element(0)
                .asString()
                .startsWith("model,engine,device,precision,batch_size,img_size,step,path,kind,stage,computes,time,")
                .endsWith("nearness,limit,machine,weights,error");
        assertThat(lines.get(1))
                .startsWith("poolformer_s12,cpu,cpu,fp32,8,224,,,")
                .endsWith(",random:0,\"cannot, really\"");
        assertThat(lines.get(3))
                .startsWith("poolformer_s12,cpu,cpu,fp32,8,224,1,stages.0.blocks.0.mlp.fc1,1x1 products,stages.0,"
                        + "\"product 4x4, GELU\",10.0,0.0,800000000,5000000,160.0,8.0,0.2,8.0,0.8,0.02,0.8,products,")
                .endsWith(",steady,random:0,");
    }

    @Test
    void a_document_has_the_profile_in_its_row() {
        String json = JsonOutput.text(
                report(row().withProfile(PROFILE), row().failed("cannot")).columns());
        assertThat(json)
                .contains("\"fp32_gflops\" : 200.0", "\"maps_gbytes\" : 50.0", "\"nearness\" : 0.70435")
                .contains("\"name\" : \"input and output\"", "\"path\" : \"picture\"", "\"profile\" : null");
    }

    @Test
    void a_page_shows_where_the_time_goes() {
        assertThat(new BenchmarkPage(report(row().withProfile(PROFILE))).toHtml())
                .contains("<h2>Where the time goes: poolformer_s12 on cpu, fp32, batch 8</h2>")
                .contains("<td>1x1 products</td>", "70 % are reached");
    }
}
