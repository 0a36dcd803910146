package io.metaformer4j.evaluation.invariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.data.InMemoryDataset.Entry;
import io.metaformer4j.vision.transform.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChosenPicturesTest {

    private static List<Entry<ClassTarget>> entries() {
        Sample black = new Sample.Pixels(Picture.filled(2, 2, 0, 0, 0));
        List<Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            entries.add(new Entry<>("picture " + i, black, new ClassTarget(i < 28 ? i % 2 : 2)));
        }
        return entries;
    }

    private static Dataset<ClassTarget> dataset(List<Entry<ClassTarget>> entries) {
        return InMemoryDataset.of(List.of("even", "odd", "few"), entries);
    }

    private static List<String> names(Dataset<ClassTarget> dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::name).toList();
    }

    @Test
    void of_each_class_there_are_as_many_as_wanted_in_the_order_of_the_data() {
        ChosenPictures<ClassTarget> chosen = ChosenPictures.of(dataset(entries()), ClassTarget::label, 5, 0);

        assertThat(chosen.size()).isEqualTo(12);
        assertThat(IntStream.range(0, 12).map(i -> chosen.target(i).label()).sorted())
                .containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2);
        List<String> all = names(dataset(entries()));
        assertThat(names(chosen)).isSubsetOf(all).isSortedAccordingTo(Comparator.comparingInt(all::indexOf));
        assertThat(chosen.classNames()).containsExactly("even", "odd", "few");
    }

    @Test
    void the_lot_depends_on_seed_and_name_alone() {
        List<Entry<ClassTarget>> reversed = entries();
        Collections.reverse(reversed);

        List<String> first = names(ChosenPictures.of(dataset(entries()), ClassTarget::label, 5, 0));
        List<String> backwards = names(ChosenPictures.of(dataset(reversed), ClassTarget::label, 5, 0));
        List<String> renumbered = names(ChosenPictures.of(dataset(entries()), target -> 2 - target.label(), 5, 0));
        List<String> reseeded = names(ChosenPictures.of(dataset(entries()), ClassTarget::label, 5, 1));

        assertThat(backwards).containsExactlyInAnyOrderElementsOf(first);
        assertThat(renumbered).isEqualTo(first);
        assertThat(reseeded).isNotEqualTo(first);
    }

    @Test
    void none_of_each_class_is_refused() {
        assertThatThrownBy(() -> ChosenPictures.of(dataset(entries()), ClassTarget::label, 0, 0))
                .hasMessageContaining("at least 1");
    }
}
