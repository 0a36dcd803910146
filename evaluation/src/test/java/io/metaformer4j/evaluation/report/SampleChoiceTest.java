package io.metaformer4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleChoiceTest {

    @Test
    void the_surest_mistakes_come_first_and_equal_ones_in_the_order_of_the_data() {
        SampleChoice choice = new SampleChoice(List.of(
                new PredictedPicture(0, 0, 1, 0.5),
                new PredictedPicture(1, 0, 0, 0.9),
                new PredictedPicture(2, 1, 0, 0.7),
                new PredictedPicture(3, 2, 0, 0.7),
                new PredictedPicture(4, 2, 1, 0.4)));
        assertThat(choice.mistakes(3)).extracting(PredictedPicture::index).containsExactly(2, 3, 0);
        assertThat(choice.right(3)).extracting(PredictedPicture::index).containsExactly(1);
    }

    @Test
    void right_pictures_are_the_surest_of_classes_that_lie_apart() {
        List<PredictedPicture> pictures = new ArrayList<>();
        for (int label = 0; label < 10; label++) {
            pictures.add(new PredictedPicture(2 * label, label, label, 0.6));
            pictures.add(new PredictedPicture(2 * label + 1, label, label, 0.8));
        }
        assertThat(new SampleChoice(pictures).right(4))
                .extracting(PredictedPicture::label)
                .containsExactly(0, 2, 5, 7);
        assertThat(new SampleChoice(pictures).right(20)).hasSize(10).allMatch(shown -> shown.probability() == 0.8);
    }
}
