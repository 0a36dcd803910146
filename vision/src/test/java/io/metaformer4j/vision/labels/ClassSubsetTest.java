package io.metaformer4j.vision.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassSubsetTest {

    @TempDir
    Path folder;

    private ClassSubset read(String text) throws IOException {
        return ClassSubset.read(Files.writeString(folder.resolve("subset.txt"), text), LabelSet.imageNet1k());
    }

    @Test
    void reads_indices_and_wnids_and_sorts_them() throws IOException {
        ClassSubset subset = read("13\nn01440764\n\n 6 \n13\n");

        assertThat(subset.classes()).containsExactly(0, 6, 13);
        assertThat(subset.total()).isEqualTo(1000);
        assertThat(subset.position(6)).hasValue(1);
        assertThat(subset.position(7)).isEmpty();
    }

    @Test
    void the_classes_of_a_benchmark_are_a_subset() {
        ClassSubset subset = ClassSubset.of(1000, ImageNetSubset.RENDITION.classes());

        assertThat(subset.classes()).hasSize(200);
        assertThat(subset.position(subset.classes().get(150))).hasValue(150);
    }

    @Test
    void names_the_line_that_is_no_class() {
        assertThatThrownBy(() -> read("1\n1000\n"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("line 2", "subset.txt", "'1000'", "999");
        assertThatThrownBy(() -> read("cat\n")).hasMessageContainingAll("line 1", "'cat'", "wnid");
        assertThatThrownBy(() -> read("\n")).hasMessageContainingAll("subset.txt", "names no class");
        assertThatThrownBy(() -> ClassSubset.of(10, List.of(10))).hasMessageContainingAll("class 10", "0 to 9");
    }
}
