package io.metaformer4j.cli.invariance;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.invariance.Spread;
import io.metaformer4j.evaluation.invariance.Transformation.Flip;
import io.metaformer4j.evaluation.invariance.TransformationResult;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfPredictions;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfStage;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfVector;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.MapShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How results are written, given what was measured. */
class InvarianceReportTest {

    @TempDir
    private Path folder;

    private static ProbedModel model(String name) {
        Spread quarter = new Spread(1, 0.25, Double.NaN);
        OfVector vector = new OfVector(quarter, quarter);
        OfStage stage = new OfStage(new MapShape(3, 8, 8), true, quarter, new Spread(1, 0, Double.NaN), vector);
        OfPredictions predictions = new OfPredictions(100, quarter, quarter, OptionalDouble.empty());
        TransformationResult flipped =
                new TransformationResult(new Flip(true), List.of(stage), vector, Optional.of(predictions));
        InvarianceResult result =
                new InvarianceResult(1, List.of(flipped), Optional.empty(), new SkippedSamples(0, List.of()));
        return new ProbedModel(name, "random:0", false, Preprocessing.imageNet(32, 1), result);
    }

    @Test
    void short_names_are_those_of_folders() {
        assertThat(model("embedded").brief()).isEqualTo("embedded");
        assertThat(model("runs/pooling").brief()).isEqualTo("pooling");
        assertThat(model("runs/pooling/").brief()).isEqualTo("pooling");
        assertThat(model("runs/pooling/model.json").brief()).isEqualTo("pooling");
        assertThat(model("model.json").brief()).isEqualTo("model.json");
        assertThat(model("/").brief()).isEqualTo("/");
    }

    @Test
    void models_with_the_same_short_name_have_their_whole_names_in_charts() {
        String page = new InvariancePage(
                        "photos", List.of(model("runs/a/last"), model("runs/b/last"), model("runs/other")))
                .toHtml();

        assertThat(page).contains("<svg", ">runs/a/last</text>", ">runs/b/last</text>", ">other</text>");
        assertThat(page).doesNotContain(">last</text>", "NaN");
    }

    @Test
    void names_with_commas_quotes_and_line_breaks_stay_in_their_cells() throws IOException {
        Path csv = folder.resolve("out.csv");
        new InvarianceReport(Map.of("data", "photos"), List.of(model("a,\"b\"\nc")))
                .write(Optional.empty(), Optional.of(csv), Optional.empty());

        assertThat(csv)
                .content()
                .startsWith("model,transformation,place,measure,mean,std,count\n")
                .contains("\"a,\"\"b\"\"\nc\",flip:horizontal,pooled,change,0.25,,1\n");
    }
}
