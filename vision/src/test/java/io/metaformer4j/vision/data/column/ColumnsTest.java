package io.metaformer4j.vision.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    @Test
    void numbers_are_read_as_they_were_added_over_the_ends_of_pages() {
        IntColumn column = new IntColumn();
        for (int i = 0; i < 70_000; i++) {
            column.add(i * 31);
        }
        assertThat(column.size()).isEqualTo(70_000);
        for (int i = 0; i < 70_000; i++) {
            assertThat(column.get(i)).isEqualTo(i * 31);
        }
        assertThatThrownBy(() -> column.get(70_000)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> column.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void few_numbers_take_little_memory() {
        IntColumn column = new IntColumn();
        assertThat(column.bytes()).isZero();
        column.add(7);
        assertThat(column.bytes()).isEqualTo(64);
    }

    @Test
    void texts_are_read_as_they_were_added_also_across_pages_and_when_they_are_empty() {
        TextColumn column = new TextColumn();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            texts.add(i % 7 == 0 ? "" : "n01440764_\u00e4\ud83d\ude00_" + "x".repeat(i % 61) + i);
        }
        texts.add("y".repeat(200_000));
        texts.add("z");
        texts.forEach(column::add);
        assertThat(column.size()).isEqualTo(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(column.get(i)).isEqualTo(texts.get(i));
        }
        assertThatThrownBy(() -> column.get(texts.size())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void pictures_of_a_folder_share_its_name() {
        PictureNames names = new PictureNames();
        names.add("cat/1.png");
        names.add("dog/1.png");
        names.add("cat/2.png");
        names.add("top.png");
        assertThat(names.folders()).containsExactly("cat/", "dog/", "");
        assertThat(names.folder(2)).isZero();
        assertThat(names.leaf(2)).isEqualTo("2.png");
        assertThat(names.size()).isEqualTo(4);
    }

    @Test
    void rows_are_all_or_those_given() {
        assertThat(Rows.all(3).get(2)).isEqualTo(2);
        assertThat(Rows.all(3).bytes()).isZero();
        assertThat(Rows.of(new int[] {5, 1}).get(0)).isEqualTo(5);
        assertThatThrownBy(() -> Rows.all(3).get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Rows.of(new int[0]).get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void keys_tell_texts_apart() {
        long[] keys = new long[100_001];
        for (int i = 0; i < 100_000; i++) {
            keys[i] = TextKey.of("picture-" + i + ".png");
        }
        keys[100_000] = TextKey.of("picture-" + 7 + ".png");
        assertThat(TextKey.distinct(keys)).hasSize(100_000).isSorted();
        assertThat(TextKey.of("ab")).isNotEqualTo(TextKey.of("ba"));
        assertThat(TextKey.distinct(new long[0])).isEmpty();
    }
}
