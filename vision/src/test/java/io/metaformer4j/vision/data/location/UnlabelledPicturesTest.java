package io.metaformer4j.vision.data.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.TestFiles;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlabelledPicturesTest {

    @TempDir
    private Path folder;

    private static Dataset<Unlabelled> open(Path location) throws IOException {
        return UnlabelledPictures.open(location.toString(), DatasetOptions.standard());
    }

    /** Names with the shade of each picture. */
    private static List<String> contents(Path location) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Dataset<Unlabelled> dataset = open(location)) {
            ReadBuffer buffer = new ReadBuffer();
            for (int i = 0; i < dataset.size(); i++) {
                int shade = dataset.sample(i, buffer)
                        .decode(ImageDecoder.standard(), new DecodeWorkspace())
                        .value(0, 0, 0);
                contents.add(dataset.name(i) + "=" + shade);
            }
        }
        return contents;
    }

    @Test
    void a_folder_has_its_pictures_at_any_depth_in_natural_order() throws IOException {
        TestFiles.write(folder.resolve("p/10.png"), TestFiles.png(10));
        TestFiles.write(folder.resolve("p/2.png"), TestFiles.png(2));
        TestFiles.write(folder.resolve("p/b/c/1.png"), TestFiles.png(1));
        TestFiles.write(folder.resolve("p/.hidden/3.png"), TestFiles.png(3));
        TestFiles.write(folder.resolve("p/notes.txt"), TestFiles.text("no picture"));
        assertThat(contents(folder.resolve("p"))).containsExactly("2.png=2", "10.png=10", "b/c/1.png=1");
    }

    @Test
    void an_archive_has_its_pictures_in_its_order_whatever_is_beside_them() throws IOException {
        byte[] tar = TestFiles.tar(TestFiles.members(
                "b.png", TestFiles.png(7), "b.cls", TestFiles.text("1"), "folder/a.png", TestFiles.png(8)));
        Path file = TestFiles.write(folder.resolve("one.tar"), tar);
        assertThat(contents(file)).containsExactly("b.png=7", "folder/a.png=8");
    }

    @Test
    void several_archives_tell_their_pictures_apart() throws IOException {
        TestFiles.write(folder.resolve("shards/s-0.tar"), TestFiles.tar(TestFiles.members("a.png", TestFiles.png(1))));
        TestFiles.write(folder.resolve("shards/s-1.tar"), TestFiles.tar(TestFiles.members("a.png", TestFiles.png(2))));
        assertThat(contents(folder.resolve("shards"))).containsExactly("s-0/a.png=1", "s-1/a.png=2");
        assertThat(contents(folder.resolve("shards/s-{0..1}.tar"))).containsExactly("s-0/a.png=1", "s-1/a.png=2");
    }

    @Test
    void archives_beside_pictures_are_left_out_with_a_note() throws IOException {
        TestFiles.write(folder.resolve("p/a.png"), TestFiles.png(1));
        TestFiles.write(folder.resolve("p/s.tar"), TestFiles.tar(TestFiles.members("b.png", TestFiles.png(2))));
        try (Dataset<Unlabelled> dataset = open(folder.resolve("p"))) {
            assertThat(dataset.size()).isEqualTo(1);
            assertThat(dataset.notes()).anyMatch(note -> note.contains("'s.tar'"));
        }
    }

    @Test
    void a_list_has_its_own_order_and_finds_pictures_from_its_folder() throws IOException {
        Path far = TestFiles.write(folder.resolve("far/x.png"), TestFiles.png(9));
        TestFiles.write(folder.resolve("p/a.png"), TestFiles.png(1));
        TestFiles.write(folder.resolve("p/b.png"), TestFiles.png(2));
        Path list = folder.resolve("p/list.txt");
        Files.writeString(list, "b.png\n\n" + far + "\na.png\n");
        assertThat(contents(list)).containsExactly("b.png=2", far + "=9", "a.png=1");
    }

    @Test
    void a_table_tells_paths_in_the_column_that_is_called_so() throws IOException {
        TestFiles.write(folder.resolve("a.png"), TestFiles.png(1));
        TestFiles.write(folder.resolve("b.png"), TestFiles.png(2));
        Path named = folder.resolve("named.csv");
        Files.writeString(named, "id2,filename,taken\n1,b.png,2020\n2,a.png,2021\n");
        assertThat(contents(named)).containsExactly("b.png=2", "a.png=1");
        Path bare = folder.resolve("bare.tsv");
        Files.writeString(bare, "a.png\tx\nb.png\ty\n");
        assertThat(contents(bare)).containsExactly("a.png=1", "b.png=2");
    }

    @Test
    void places_without_pictures_are_refused_with_what_would_be_one() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> open(empty))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("holds no pictures");
        assertThatThrownBy(() -> open(folder.resolve("gone")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("check the path");
        Path list = Files.writeString(folder.resolve("list.txt"), "\n");
        assertThatThrownBy(() -> open(list))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("is empty");
        Path picture = TestFiles.write(folder.resolve("a.png"), TestFiles.png(1));
        assertThatThrownBy(() -> open(picture))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("list the picture");
    }
}
