package io.metaformer4j.vision.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameSortTest {

    private static void assertNatural(List<String> paths) {
        List<String> mixed = new ArrayList<>(paths);
        Collections.shuffle(mixed, new Random(paths.size()));
        PictureNames names = new PictureNames();
        mixed.forEach(names::add);
        int[] sorted = new NameSort(names, names.folders())
                .sorted(IntStream.range(0, names.size()).toArray());
        List<String> expected = new ArrayList<>(paths);
        expected.sort(NaturalOrder.INSTANCE);
        assertThat(IntStream.of(sorted).mapToObj(mixed::get)).containsExactlyElementsOf(expected);
    }

    @Test
    void pictures_of_separate_folders_follow_the_folders() {
        List<String> paths = new ArrayList<>();
        for (String folder : List.of("n2/", "n10/", "n1/", "other/deep/")) {
            for (int i = 0; i < 20; i++) {
                paths.add(folder + "img" + i + ".png");
            }
        }
        assertNatural(paths);
    }

    @Test
    void folders_inside_others_and_names_that_differ_in_case_are_ordered_by_the_whole_path() {
        List<String> paths = new ArrayList<>();
        for (String folder : List.of("a/", "A/", "a/b/", "a1/", "a01/", "", "a-b/")) {
            for (String leaf : List.of("b", "b2", "B10", "10", "2", "b.png", "z")) {
                paths.add(folder + leaf);
            }
        }
        assertNatural(paths);
    }

    @Test
    void some_of_the_pictures_are_sorted_alone() {
        PictureNames names = new PictureNames();
        List.of("b/2", "a/1", "b/1", "c/1").forEach(names::add);
        assertThat(new NameSort(names, names.folders()).sorted(new int[] {0, 2, 3}))
                .containsExactly(2, 0, 3);
        assertThat(new NameSort(names, names.folders()).sorted(new int[0])).isEmpty();
    }
}
