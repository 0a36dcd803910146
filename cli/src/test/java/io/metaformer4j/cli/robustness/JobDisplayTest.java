package io.metaformer4j.cli.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.robustness.PictureSource;
import io.metaformer4j.evaluation.robustness.RobustnessBenchmark;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.vision.data.DatasetOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class JobDisplayTest {

    private final StringWriter shown = new StringWriter();

    private static RobustnessPart part(RobustnessBenchmark benchmark) {
        return RobustnessPart.of(benchmark, new PictureSource("somewhere", DatasetOptions.standard()));
    }

    @Test
    void what_was_finished_earlier_counts_for_the_whole_job_and_not_for_the_speed() {
        RobustnessPart measured = part(RobustnessBenchmark.IMAGENET_R);
        try (JobDisplay display = new JobDisplay(new PrintWriter(shown), 200)) {
            display.model("one");
            display.advanced(part(RobustnessBenchmark.IMAGENET_A), 90);
            display.started(measured);
            display.advanced(measured, 10);
        }
        assertThat(shown.toString())
                .contains("100/200 images", "one ImageNet-R")
                .doesNotContain("images/s");
    }

    @Test
    void parts_of_all_models_add_up() {
        RobustnessPart part = part(RobustnessBenchmark.IMAGENET_A);
        try (JobDisplay display = new JobDisplay(new PrintWriter(shown), 20)) {
            for (String model : new String[] {"one", "two"}) {
                display.model(model);
                display.started(part);
                display.advanced(part, 4);
                display.advanced(part, 10);
            }
        }
        assertThat(shown.toString()).contains("20/20 images", "two ImageNet-A");
    }
}
