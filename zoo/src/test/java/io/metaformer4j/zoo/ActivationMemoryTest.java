package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.cost.ActivationMemory;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.Complexity.Section;
import io.metaformer4j.zoo.cost.CountedImplementation;
import io.metaformer4j.zoo.cost.LayerCost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations, counted by hand for networks that are small enough, and as timm's tables print them for the others. */
class ActivationMemoryTest {

    private static final int FLOAT = 4;

    /** Values of a picture of 32x32. */
    private static final long PICTURE = 3 * 32 * 32;

    /** A line of {@code timm_benchmark.tsv}. */
    record TimmRow(String model, int side, String gmacs, String macts, String params) {
        @Override
        public String toString() {
            return model + " at " + side;
        }
    }

    static Stream<TimmRow> timmRows() {
        return Fixtures.lines("catalog/timm_benchmark.tsv").stream()
                .map(line -> line.split("\t", -1))
                .map(f -> new TimmRow(f[0], Integer.parseInt(f[1]), f[2], f[3], f[4]));
    }

    static Stream<Architecture> family() {
        return Stream.concat(TinyArchitectures.family().stream(), Stream.of(TinyArchitectures.backbone()));
    }

    @ParameterizedTest
    @MethodSource("timmRows")
    void counts_what_timm_prints_of_its_models(TimmRow row) {
        Architecture architecture =
                Catalog.standard().get(row.model() + ".sail_in1k").architecture();
        Complexity complexity = Complexity.of(architecture, row.side(), row.side());
        assertThat(hundredths(complexity.activations(), 1_000_000)).isEqualTo(row.macts());
        assertThat(hundredths(complexity.fvcore(CountedImplementation.TIMM), 1_000_000_000))
                .isEqualTo(row.gmacs());
        assertThat(hundredths(complexity.trainable() + complexity.frozen(), 1_000_000))
                .isEqualTo(row.params());
    }

    /**
     * Maps of 8x8x8 (512 values) behind a picture of 3x16x16 (768), then of 12x4x4 (192). At the most the input of the
     * branch, the 1024 values before the depthwise convolution and those behind it are there.
     */
    @Test
    void is_what_a_network_of_convolution_and_pooling_holds() {
        Complexity complexity = Complexity.of(TinyArchitectures.classifier(10), 16, 16);
        long stem = 512 + 512;
        // norm, expansion, activation, depthwise convolution, projection, sum
        long convolution = 512 + 1024 + 1024 + 1024 + 512 + 512;
        long firstMlp = 512 + 1024 + 1024 + 512 + 512;
        long pooling = 192 + 192 + 192;
        long secondMlp = 192 + 384 + 384 + 192 + 192;
        long head = 12 + 12 + 10;
        assertThat(complexity.sections())
                .extracting(Section::values)
                .containsExactly(stem, convolution + firstMlp, 192 + pooling + secondMlp, head);
        assertThat(complexity.memory(1))
                .isEqualTo(new ActivationMemory(
                        1,
                        FLOAT * (512 + 1024 + 1024),
                        FLOAT * (768 + stem + convolution + firstMlp + 192 + pooling + secondMlp + head)));
        assertThat(complexity.activations()).isEqualTo(512 + 1024 + 1024 + 512 + 1024 + 512 + 192 + 384 + 192 + 10);
    }

    @Test
    void every_layer_says_what_is_there_while_it_is_computed() {
        Complexity complexity = Complexity.of(TinyArchitectures.classifier(10), 16, 16);
        assertThat(complexity.layers().subList(0, 7))
                .extracting(LayerCost::alive)
                .containsExactly(
                        768L + 512, // convolution of the stem
                        512L + 512, // its norm
                        512L + 512, // the norm of the branch, whose input is kept
                        512L + 512 + 1024, // expansion
                        512L + 1024, // its activation, in place
                        512L + 1024 + 1024, // depthwise convolution
                        512L + 1024 + 512); // projection
    }

    /** Maps of 16x8x8 (1024 values), two heads of eight channels, 64 tokens. */
    @Test
    void attention_puts_out_two_products_and_holds_no_scores() {
        Architecture architecture = TinyArchitectures.around(new TokenMixer.Attention(8, false));
        Complexity complexity = Complexity.of(architecture, 32, 32);
        long mixing = 1024 + 3 * 1024 + 1024 + 1024 + 1024;
        long mlp = 1024 + 2048 + 2048 + 1024 + 1024;
        assertThat(complexity.memory(1))
                .isEqualTo(new ActivationMemory(
                        1, FLOAT * (1024 + 3072 + 1024), FLOAT * (PICTURE + 2048 + mixing + mlp + 16 + 16 + 10)));
        long scores = 2 * 64 * 64;
        assertThat(complexity.activations()).isEqualTo(1024 + 3 * 1024 + scores + 1024 + 1024 + 2048 + 1024 + 10);
    }

    /** The inputs of branch and mixer, the zeroth order and all responses are there when these are joined. */
    @Test
    void a_geometric_mixer_holds_the_responses_of_its_filters() {
        Architecture architecture = TinyArchitectures.around(TokenMixer.Geometric.ofKernel(3));
        Complexity complexity = Complexity.of(architecture, 32, 32);
        long responses = complexity.layers().stream()
                .filter(layer -> layer.module().contains(".magnitude_branches."))
                .mapToLong(LayerCost::elements)
                .sum();
        assertThat(responses).isGreaterThanOrEqualTo(1024);
        assertThat(complexity.memory(1).inference()).isEqualTo(FLOAT * (3 * 1024 + responses + 1024));
        long mlp = 1024 + 2048 + 2048 + 1024 + 1024;
        assertThat(complexity.sections().get(1).values()).isEqualTo(6 * 1024 + responses + mlp);
    }

    /** Where maps are the answer, those of earlier stages stay: here one of 8x8x8 beside the later ones. */
    @Test
    void a_feature_backbone_keeps_its_maps() {
        Complexity backbone = Complexity.of(TinyArchitectures.backbone(), 16, 16);
        LayerCost lastNorm = backbone.layers().get(backbone.layers().size() - 1);
        assertThat(lastNorm.module()).isEqualTo("feature_norms.1");
        assertThat(lastNorm.alive()).isEqualTo(512 + 192 + 512 + 192);
    }

    /** Summed up from the sizes of the stages in a script of its own; MiB, as docs/parameters-and-macs.md has them. */
    @ParameterizedTest
    @CsvSource({
        "poolformer_s12, 4.59, 64.94",
        "convformer_s18, 4.59, 126.84",
        "caformer_s18, 4.59, 121.96",
        "caformer_b36, 9.19, 429.70"
    })
    void published_networks_take_what_the_document_says(String name, double inference, double training) {
        Complexity complexity = Complexity.of(Catalog.standard().get(name).architecture(), 224, 224);
        ActivationMemory memory = complexity.memory(1);
        assertThat(memory.inference() / 1048576.0).isCloseTo(inference, within(0.006));
        assertThat(memory.training() / 1048576.0).isCloseTo(training, within(0.006));
    }

    @ParameterizedTest
    @MethodSource("family")
    void parts_add_up_and_nothing_is_held_that_was_not_made(Architecture architecture) {
        Complexity complexity = Complexity.of(architecture, 32, 32);
        ActivationMemory memory = complexity.memory(1);
        long values = complexity.sections().stream().mapToLong(Section::values).sum();
        assertThat(memory.training()).isEqualTo(FLOAT * (PICTURE + values));
        assertThat(memory.inference()).isLessThanOrEqualTo(memory.training());
        assertThat(complexity.sections().stream()
                        .mapToLong(Section::activations)
                        .sum())
                .isEqualTo(complexity.activations());
        assertThat(complexity.layers()).allSatisfy(layer -> assertThat(layer.alive())
                .as(layer.module())
                .isBetween(layer.elements(), memory.inference() / FLOAT));
        assertThat(complexity.memory(8).training()).isEqualTo(8 * memory.training());
    }

    @Test
    void refuses_batches_of_nothing_and_of_more_than_can_be_counted() {
        Complexity complexity = Complexity.of(TinyArchitectures.classifier(10), 16, 16);
        assertThatThrownBy(() -> complexity.memory(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
        Complexity large =
                Complexity.of(Catalog.standard().get("poolformer_m48").architecture(), 40_000, 40_000);
        assertThatThrownBy(() -> large.memory(Integer.MAX_VALUE))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("smaller batch");
    }

    private static String hundredths(long count, long unit) {
        return BigDecimal.valueOf(count)
                .divide(BigDecimal.valueOf(unit), 2, RoundingMode.HALF_UP)
                .toPlainString();
    }

    @Test
    void the_table_has_models_of_every_family() {
        assertThat(timmRows().map(TimmRow::model).toList())
                .containsAll(List.of("poolformer_s12", "poolformerv2_m48", "convformer_b36", "caformer_s18"))
                .hasSize(26);
    }
}
