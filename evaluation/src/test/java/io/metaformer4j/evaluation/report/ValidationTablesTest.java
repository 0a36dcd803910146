package io.metaformer4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tables for spreadsheets, of examples counted by hand. */
class ValidationTablesTest {

    private static final ClassNames NAMES =
            new ClassNames(Optional.of(LabelSet.of("test", List.of("cat", "dog, big", "say \"owl\"", "none"))));

    /** Of cats three of four are right, both dogs are taken for cats, and of two owls one is taken for the fourth class. */
    private static ConfusionMatrix matrix() {
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        int[][] pictures = {{0, 0}, {0, 0}, {0, 2}, {0, 0}, {1, 0}, {1, 0}, {2, 2}, {2, 3}};
        for (int[] picture : pictures) {
            matrix.add(picture[0], picture[1]);
        }
        return matrix;
    }

    @Test
    void the_matrix_has_a_line_and_a_column_for_each_class() {
        assertThat(new ConfusionCsv(matrix(), NAMES, List.of(0, 1, 2, 3)).toText())
                .isEqualTo(
                        """
                        class,cat,"dog, big","say ""owl""\",none
                        cat,3,0,1,0
                        "dog, big",2,0,0,0
                        "say ""owl""\",0,0,1,1
                        none,0,0,0,0
                        """);
        assertThat(new ConfusionCsv(matrix(), NAMES, List.of(2, 3)).toText())
                .isEqualTo("class,\"say \"\"owl\"\"\",none\n\"say \"\"owl\"\"\",1,1\nnone,0,0\n");
    }

    @Test
    void a_matrix_of_very_many_classes_is_refused() {
        assertThatCode(() -> ConfusionCsv.requireFits(1000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ConfusionCsv.requireFits(21841))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("21841 classes");
    }

    @Test
    void precision_and_recall_of_each_class() {
        assertThat(new ClassCsv(matrix(), NAMES, List.of(0, 1, 2, 3)).toText().lines())
                .containsExactly(
                        "class,name,support,predicted,correct,precision,recall,f1,confused_with,confused_name,"
                                + "confused_count",
                        "0,cat,4,5,3,0.600000,0.750000,0.666667,2,\"say \"\"owl\"\"\",1",
                        "1,\"dog, big\",2,0,0,,0.000000,0.000000,0,cat,2",
                        "2,\"say \"\"owl\"\"\",2,2,1,0.500000,0.500000,0.500000,3,none,1",
                        "3,none,0,1,0,0.000000,,0.000000,,,");
    }

    @Test
    void classes_without_names_have_numbers() {
        assertThat(new ClassCsv(matrix(), new ClassNames(Optional.empty()), List.of(0)).toText())
                .contains("\n0,class 0,4,");
    }

    /** timm's columns; the published size of PoolFormer-S12 is 11.9 million parameters. */
    @Test
    void models_stand_in_the_order_of_their_accuracy() {
        Preprocessing input = Preprocessing.imageNet(224, 0.9);
        ModelScore first = ModelScore.of(
                "poolformer_s12", Catalog.standard().get("poolformer_s12").architecture(), input, result(1, 3));
        ModelScore second = new ModelScore("b", 200 / 3.0, 100, 1_234_567, input.withCropRatio(1));
        ModelScore third = new ModelScore("a,c", 200 / 3.0, 100, 1, input);
        assertThat(ModelScore.toCsv(List.of(first, second, third)).lines())
                .containsExactly(
                        "model,top1,top1_err,top5,top5_err,param_count,img_size,crop_pct,interpolation",
                        "b,66.6667,33.3333,100.0000,0.0000,1.23,224,1.0,bicubic",
                        "\"a,c\",66.6667,33.3333,100.0000,0.0000,0.00,224,0.9,bicubic",
                        "poolformer_s12,25.0000,75.0000,75.0000,25.0000,11.92,224,0.9,bicubic");
    }

    private static ValidationResult result(long correct1, long correct5) {
        return new ValidationResult(
                4, correct1, correct5, 0.5, 0, new SkippedSamples(0, List.of()), Duration.ofSeconds(1), List.of());
    }
}
