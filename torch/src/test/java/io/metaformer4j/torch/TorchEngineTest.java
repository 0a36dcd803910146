package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.testing.NetworkContractTest;
import io.metaformer4j.torch.kernel.RoundedProducts;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchEngineTest extends NetworkContractTest {

    @Override
    protected Engine engine() {
        return new TorchEngine();
    }

    @Test
    void is_found_as_a_service() {
        assertThat(Engines.standard().named("torch")).isInstanceOf(TorchEngine.class);
        Engines.Needs everything = Engines.Needs.ANSWERS.withCapabilities(Capability.values());
        assertThat(Engines.standard().preferred(everything)).isInstanceOf(TorchEngine.class);
    }

    @Test
    void its_report_tells_of_natives_settings_and_every_kernel() {
        assertThat(engine().priority()).isEqualTo(100);
        List<ReportSection> sections = engine().report().sections();
        assertThat(sections).extracting(ReportSection::title).containsExactly("natives", "engine", "kernels");
        assertThat(sections.get(0).facts())
                .extracting(ReportSection.Fact::label)
                .contains("platform", "folder");
        assertThat(sections.get(1).facts())
                .extracting(ReportSection.Fact::label)
                .containsExactly(
                        "libtorch",
                        "oneDNN",
                        "matrix products",
                        "bfloat16",
                        "threads of one operation",
                        "CUDA devices",
                        "environment");
        assertThat(sections.get(1).facts().get(3).text())
                .isEqualTo(RoundedProducts.inProcess() ? "in single precision, rounded" : "native");
        ReportSection kernels = sections.get(2);
        assertThat(kernels.facts()).hasSizeGreaterThan(20);
        assertThat(kernels.findings())
                .hasSameSizeAs(kernels.facts().stream()
                        .filter(fact -> fact.text().startsWith("WRONG"))
                        .toList());
    }

    @Test
    void its_report_tells_of_variables_that_change_what_it_does() {
        ReportSection section = ReportSection.of("engine");
        assertThat(TorchExamination.withEnvironment(section, Map.of("OMP_NUM_THREADS", "2", "PATH", "/bin"))
                        .facts())
                .containsExactly(
                        new ReportSection.Fact("environment", "OMP_NUM_THREADS=2", List.of("OMP_NUM_THREADS=2")));
        assertThat(TorchExamination.withEnvironment(section, Map.of()).facts())
                .containsExactly(new ReportSection.Fact("environment", "nothing that matters here is set", List.of()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void its_report_tells_of_hidden_caches() {
        ReportSection section = ReportSection.of("engine");
        Processor hidden = new Processor("some", List.of(), List.of());
        assertThat(TorchExamination.withCaches(section, hidden).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.grave()).isFalse();
                    assertThat(finding.what()).contains("hides the processor's caches");
                });
        Processor known = new Processor("some", List.of(), List.of("L2 1024K"));
        assertThat(TorchExamination.withCaches(section, known).findings()).isEmpty();
    }

    @Test
    void a_network_that_is_trained_is_not_asked_meanwhile() {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 1, 16, 16);
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.classifier(3), NetworkOptions.DEFAULT, 1);
                TorchInference view = TorchInference.of(network, TinyArchitectures.preprocessing())) {
            float[] before = view.run(batch, Request.LOGITS).logits().values();
            network.train(1);
            assertThatThrownBy(() -> view.run(batch, Request.LOGITS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("training mode");
            network.evaluate();
            assertThat(view.run(batch, Request.LOGITS).logits().values()).isEqualTo(before);
        }
    }

    @Test
    void closing_a_view_leaves_the_network_open() {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 1, 16, 16);
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.classifier(3), NetworkOptions.DEFAULT, 1)) {
            TorchInference.of(network, TinyArchitectures.preprocessing()).close();
            try (TorchInference view = TorchInference.of(network, TinyArchitectures.preprocessing())) {
                assertThat(view.run(batch, Request.LOGITS).logits().shape()).containsExactly(1, 3);
            }
        }
    }
}
