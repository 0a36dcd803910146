package io.metaformer4j.vision.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.layout.Split.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

    @ParameterizedTest
    @CsvSource({
        "train, TRAIN",
        "Train, TRAIN",
        "TRAINING, TRAIN",
        "seg_train, TRAIN",
        "trainset, TRAIN",
        "TrainData, TRAIN",
        "train2017, TRAIN",
        "imgTrain, TRAIN",
        "training_set, TRAIN",
        "emnist-letters-train, TRAIN",
        "trainval, TRAIN",
        "Val, VALIDATION",
        "valset, VALIDATION",
        "valid, VALIDATION",
        "my-validation-0, VALIDATION",
        "TEST, TEST",
        "Testing, TEST",
        "test_images, TEST",
        "t10k, TEST",
    })
    void a_part_is_known_by_a_word_of_its_name(String name, Part part) {
        assertThat(Split.partOf(name)).hasValue(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer", "valley", "contest", "latest", "strain", "cat", "train_val_test", "", "images"})
    void a_word_must_be_whole_and_the_only_one(String name) {
        assertThat(Split.partOf(name)).isEmpty();
    }

    @Test
    void the_name_that_was_asked_for_is_chosen_before_the_usual_and_the_longer_ones() {
        Split validation = Split.of("validation");
        assertThat(validation.choose(List.of("my_val", "test", "Valid", "train")))
                .containsExactly("Valid");
        assertThat(validation.choose(List.of("my_val", "test"))).containsExactly("my_val");
        assertThat(validation.choose(List.of("TEST", "train"))).containsExactly("TEST");
        assertThat(validation.choose(List.of("train"))).isEmpty();
        assertThat(Split.of("train").choose(List.of("train2014", "train2017")))
                .containsExactly("train2014", "train2017");
        assertThat(Split.of("train2017").choose(List.of("train2014", "train2017")))
                .containsExactly("train2017");
        assertThat(Split.of("Extra").choose(List.of("extra", "train"))).containsExactly("extra");
    }

    @Test
    void a_word_in_a_longer_name_does_not_divide_classes() {
        assertThat(Split.splitFolders(List.of("bullet_train", "boat"), List.of()))
                .isEmpty();
        assertThat(Split.splitFolders(List.of("train", "extra"), List.of())).containsExactly("train");
        assertThat(Split.splitFolders(List.of("seg_train", "seg_test", "seg_pred"), List.of()))
                .containsExactly("seg_train", "seg_test");
        assertThat(Split.splitFolders(List.of("seg_train"), List.of())).containsExactly("seg_train");
        assertThat(Split.splitFolders(List.of(), List.of("train", "boat"))).isEmpty();
    }
}
