package io.metaformer4j.vision.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SampleTableTest {

    @Test
    void more_notes_come_first_and_leave_the_table_as_it_was() {
        PictureNames names = new PictureNames();
        LabelColumn labels = new LabelColumn();
        names.add("a.png");
        labels.add("cat");
        names.add("b.png");
        labels.add("Cat");
        Candidates found = Candidates.of(names, names.folders(), Rows.all(2), labels);
        SampleTable table = SampleTable.byText(found, DatasetOptions.standard(), "pets");
        List<String> own = table.notes();

        SampleTable noted = table.withNotes(List.of("read me first"));

        assertThat(own).singleElement().asString().contains("differ only in case");
        assertThat(noted.notes()).containsExactly("read me first", own.get(0));
        assertThat(noted.name(1)).isEqualTo("b.png");
        assertThat(table.notes()).isEqualTo(own);
    }

    /** By the lengths of the arrays: 4 bytes each for where a name ends, its folder, its label and its place in the order. */
    @Test
    void a_picture_in_a_class_folder_takes_16_bytes_and_its_name() throws IOException {
        int pictures = 200_000;
        PictureNames names = new PictureNames();
        List<List<String>> paths = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String folder = String.format(Locale.ROOT, "n%08d", i);
            paths.add(List.of(folder));
            for (int j = pictures / 200; j > 0; j--) {
                names.add(folder + "/", String.format(Locale.ROOT, "%s_%05d.JPEG", folder, j));
            }
        }
        int nameBytes = "n01440764_10026.JPEG".length();
        SampleTable table =
                FolderSamples.table(new PictureTree(names, names.folders(), paths), DatasetOptions.standard(), "pets");
        try (Dataset<?> dataset = new FoundDataset(table, new Nowhere(names))) {
            assertThat(dataset.size()).isEqualTo(pictures);
            assertThat(dataset.name(0)).isEqualTo("n00000000/n00000000_00001.JPEG");
            assertThat(dataset.shards()).hasSize(200).startsWith(0, 1000);
            assertThat((double) dataset.indexBytes() / pictures).isBetween(nameBytes + 16.0, nameBytes + 17.0);
        }
    }

    /** Reads nothing. */
    private record Nowhere(PictureNames names) implements PictureReader {

        @Override
        public Sample read(int picture, String name, ReadBuffer buffer) {
            throw new AssertionError("nothing is to be read");
        }

        @Override
        public String origin(int picture) {
            return Integer.toString(picture);
        }

        @Override
        public long storedBytes(int picture) {
            return -1;
        }

        @Override
        public int shard(int picture) {
            return names.folder(picture);
        }

        @Override
        public long indexBytes() {
            return 0;
        }
    }
}
