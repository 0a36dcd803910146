package io.metaformer4j.vision.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.names.PictureName;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTableTest {

    @Test
    void more_notes_come_first_and_leave_the_table_as_it_was() {
        List<SampleTable.Found<Integer>> found = List.of(
                new SampleTable.Found<>(PictureName.of("a.png"), List.of("cat"), 0),
                new SampleTable.Found<>(PictureName.of("b.png"), List.of("Cat"), 1));
        SampleTable<Integer> table = SampleTable.byText(found, DatasetOptions.standard(), "pets");
        List<String> own = table.notes();

        SampleTable<Integer> noted = table.withNotes(List.of("read me first"));

        assertThat(own).singleElement().asString().contains("differ only in case");
        assertThat(noted.notes()).containsExactly("read me first", own.get(0));
        assertThat(noted.name(1)).isEqualTo("b.png");
        assertThat(table.notes()).isEqualTo(own);
    }
}
