package io.metaformer4j.vision.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReassessedLabelsTest {

    @TempDir
    Path folder;

    private ReassessedLabels read(String json) throws IOException {
        return ReassessedLabels.read(Files.writeString(folder.resolve("real.json"), json));
    }

    @Test
    void finds_the_classes_of_a_validation_picture_by_the_number_in_its_name() throws IOException {
        ReassessedLabels labels = read("[[1], [], [970, 795]]");

        assertThat(labels.size()).isEqualTo(3);
        assertThat(labels.of("ILSVRC2012_val_00000001.JPEG")).containsExactly(1);
        assertThat(labels.of("n01440764/ILSVRC2012_val_00000002.JPEG")).isEmpty();
        assertThat(labels.of("ILSVRC2012_val_00000003")).containsExactly(970, 795);
    }

    @Test
    void refuses_pictures_that_are_not_in_the_list() throws IOException {
        ReassessedLabels labels = read("[[1]]");

        assertThatThrownBy(() -> labels.of("val/ILSVRC2012_val_00000002.JPEG"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("ILSVRC2012_val_00000002.JPEG", "1 pictures", "real.json");
        assertThatThrownBy(() -> labels.of("cat.jpg")).hasMessageContaining("cat.jpg");
        assertThatThrownBy(() -> labels.of("ILSVRC2012_val_00000000.JPEG")).hasMessageContaining("not one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[[\"a\"]]", "[[1], 2]", "[[1]", "", "[[1.5]]", "[[99999999999]]"})
    void refuses_other_json(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("real.json", "reassessed-imagenet");
    }
}
