package io.metaformer4j.vision.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelSetTest {

    @Test
    void imagenet_1k_has_a_thousand_classes_in_wnid_order_of_the_classifiers() {
        LabelSet labels = LabelSet.imageNet1k();

        assertThat(labels.size()).isEqualTo(1000);
        assertThat(labels.name(0)).isEqualTo("tench, Tinca tinca");
        assertThat(labels.shortName(0)).isEqualTo("tench");
        assertThat(labels.wnid(0)).contains("n01440764");
        assertThat(labels.shortName(207)).isEqualTo("golden retriever");
        assertThat(labels.wnid(850)).contains("n04399382");
        assertThat(labels.shortName(850)).isEqualTo("teddy");
        assertThat(labels.name(999)).startsWith("toilet tissue");
        assertThat(labels.wnids()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void finds_a_class_by_its_wnid() {
        LabelSet labels = LabelSet.imageNet1k();

        for (int i = 0; i < labels.size(); i++) {
            assertThat(labels.indexOf(labels.wnid(i).orElseThrow())).hasValue(i);
        }
        assertThat(labels.indexOf("n00000000")).isEmpty();
    }

    @Test
    void imagenet_21k_has_21841_distinct_classes() {
        LabelSet labels = LabelSet.imageNet21k();

        assertThat(labels.size()).isEqualTo(21841);
        assertThat(new HashSet<>(labels.wnids())).hasSize(21841);
        assertThat(labels.name(0)).isEqualTo("organism, being");
        assertThat(labels.wnid(21840)).contains("n15102894");
        assertThat(labels.name(21840)).isEqualTo("knothole");
    }

    @Test
    void small_sets_are_in_the_order_of_their_label_bytes() {
        assertThat(LabelSet.cifar10().names())
                .hasSize(10)
                .startsWith("airplane")
                .endsWith("truck");
        assertThat(LabelSet.fashionMnist().names())
                .hasSize(10)
                .startsWith("T-shirt/top")
                .endsWith("Ankle boot");
        assertThat(LabelSet.cifar10().wnid(3)).isEmpty();
        assertThat(LabelSet.cifar10().shortName(3)).isEqualTo("cat");
    }

    @Test
    void only_unmistakable_sizes_have_a_builtin_set() {
        assertThat(LabelSet.ofSize(1000)).get().hasToString("ImageNet-1k (1000 classes)");
        assertThat(LabelSet.ofSize(21841)).get().hasToString("ImageNet-21k (21841 classes)");
        assertThat(LabelSet.ofSize(10)).isEmpty();
    }

    @Test
    void imagenet_a_and_r_have_two_hundred_classes_each() {
        assertThat(ImageNetSubset.ADVERSARIAL.classes()).hasSize(200).isSorted().startsWith(6, 11, 13);
        assertThat(ImageNetSubset.RENDITION.classes()).hasSize(200).isSorted().startsWith(1, 2, 4);
    }

    @Test
    void imagenet_21k_has_every_1k_class_but_the_teddy_bear() {
        LabelSet small = LabelSet.imageNet1k();
        LabelSet large = LabelSet.imageNet21k();

        assertThat(IntStream.range(0, small.size())
                        .filter(i -> large.indexOf(small.wnid(i).orElseThrow()).isEmpty()))
                .containsExactly(850);
    }

    @Test
    void reads_one_name_per_line(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("names.txt"), "cat \nhot dog\n\n");

        assertThat(LabelSet.read(file).names()).containsExactly("cat", "hot dog");
    }

    @Test
    void refuses_a_blank_name_between_names(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("names.txt"), "cat\n\ndog\n");

        assertThatThrownBy(() -> LabelSet.read(file))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("names.txt", "class 1", "name");
        assertThatThrownBy(() -> LabelSet.of("mine", List.of())).hasMessageContainingAll("mine", "no classes");
    }
}
