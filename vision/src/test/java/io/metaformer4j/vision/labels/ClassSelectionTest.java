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

class ClassSelectionTest {

    @TempDir
    Path folder;

    private ClassSelection read(String text) throws IOException {
        return ClassSelection.read(Files.writeString(folder.resolve("valid.txt"), text), LabelSet.imageNet1k());
    }

    @Test
    void reads_indices_and_wnids_and_sorts_them() throws IOException {
        ClassSelection selection = read("13\nn01440764\n\n 6 \n13\n");

        assertThat(selection.classes()).containsExactly(0, 6, 13);
        assertThat(selection.total()).isEqualTo(1000);
        assertThat(selection.position(6)).hasValue(1);
        assertThat(selection.position(7)).isEmpty();
    }

    @Test
    void a_benchmark_subset_is_a_selection() {
        ClassSelection selection = ClassSelection.of(1000, ImageNetSubset.RENDITION.classes());

        assertThat(selection.classes()).hasSize(200);
        assertThat(selection.position(selection.classes().get(150))).hasValue(150);
    }

    @Test
    void names_the_line_that_is_no_class() {
        assertThatThrownBy(() -> read("1\n1000\n"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("line 2", "valid.txt", "'1000'", "999");
        assertThatThrownBy(() -> read("cat\n")).hasMessageContainingAll("line 1", "'cat'", "wnid");
        assertThatThrownBy(() -> read("\n")).hasMessageContainingAll("valid.txt", "names no class");
        assertThatThrownBy(() -> ClassSelection.of(10, List.of(10))).hasMessageContainingAll("class 10", "0 to 9");
    }
}
