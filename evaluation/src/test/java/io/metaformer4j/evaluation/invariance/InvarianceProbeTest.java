package io.metaformer4j.evaluation.invariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.invariance.InvarianceResult.Discriminability;
import io.metaformer4j.evaluation.invariance.Transformation.Corrupted;
import io.metaformer4j.evaluation.invariance.Transformation.Flip;
import io.metaformer4j.evaluation.invariance.Transformation.Rotation;
import io.metaformer4j.evaluation.invariance.Transformation.Scaling;
import io.metaformer4j.evaluation.invariance.Transformation.Translation;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfPredictions;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfStage;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The probe measures functions of the picture as they are known to behave. */
class InvarianceProbeTest {

    private static final int SIDE = FunctionNetwork.SIDE;

    /** Roundings of double precision in sums of a few hundred terms. */
    private static final double ROUNDING = 1e-12;

    private static final List<Transformation> SQUARE =
            List.of(new Rotation(90), new Rotation(180), new Rotation(-90), new Flip(true), new Flip(false));

    private static InvarianceOptions options(List<Transformation> transformations) {
        return InvarianceOptions.of(Preprocessing.imageNet(SIDE, 1))
                .withTransformations(transformations)
                .withBatchSize(2)
                .withWorkers(0);
    }

    private static InvarianceResult measure(
            Network network, InMemoryDataset<ClassTarget> pictures, Transformation... transformations) {
        return InvarianceProbe.of(network, options(List.of(transformations))).measure(pictures, done -> {});
    }

    private static OfStage stage(InvarianceResult result, int transformation) {
        return result.transformations().get(transformation).stages().get(0);
    }

    private static InMemoryDataset<ClassTarget> noise() {
        return new ProbedPictures()
                .with(0, TestPictures.picture(1, SIDE, SIDE))
                .with(1, TestPictures.picture(2, SIDE, SIDE))
                .with(1, TestPictures.picture(3, SIDE, SIDE))
                .dataset();
    }

    @Test
    void the_picture_itself_moves_with_itself_without_a_rounding() {
        List<Transformation> exact = new ArrayList<>(SQUARE);
        exact.addAll(List.of(new Translation(4, 0), new Translation(-3, 2), new Rotation(360)));
        Network identity = FunctionNetwork.classifier(plane -> plane);

        InvarianceResult result = measure(identity, noise(), exact.toArray(Transformation[]::new));

        assertThat(result.pictures()).isEqualTo(3);
        for (int i = 0; i < exact.size(); i++) {
            OfStage stage = stage(result, i);
            assertThat(stage.onGrid()).isTrue();
            assertThat(stage.equivariance()).isEqualTo(new Spread(3, 0, 0));
            assertThat(stage.interpolation()).isEqualTo(new Spread(3, 0, 0));
        }
    }

    @Test
    void pooling_commutes_with_the_symmetries_of_the_square() {
        Network pooling = FunctionNetwork.classifier(FunctionNetwork::averagePool);

        InvarianceResult result = measure(pooling, noise(), SQUARE.toArray(Transformation[]::new));

        for (int i = 0; i < SQUARE.size(); i++) {
            assertThat(stage(result, i).equivariance().mean()).isZero();
            assertThat(result.transformations().get(i).pooled().change().mean()).isLessThan(1e-6); // float32 sums
        }
    }

    @Test
    void a_horizontal_gradient_changes_its_sign_with_the_horizontal_flip() {
        Network gradient = FunctionNetwork.classifier(FunctionNetwork::horizontalGradient);

        InvarianceResult result = measure(gradient, noise(), new Flip(true), new Flip(false), new Rotation(180));

        assertThat(stage(result, 0).equivariance().mean()).isEqualTo(2, within(ROUNDING));
        assertThat(stage(result, 1).equivariance().mean()).isZero();
        assertThat(stage(result, 2).equivariance().mean()).isEqualTo(2, within(ROUNDING));
    }

    @Test
    void of_columns_a_horizontal_gradient_sees_nothing_after_a_quarter_turn() {
        Network gradient = FunctionNetwork.classifier(FunctionNetwork::horizontalGradient);
        InMemoryDataset<ClassTarget> ramp = new ProbedPictures()
                .with(0, ProbedPictures.columns(column -> 16 * column))
                .dataset();

        InvarianceResult result = measure(gradient, ramp, new Rotation(90));

        assertThat(stage(result, 0).equivariance().mean()).isEqualTo(1, within(ROUNDING));
    }

    @Test
    void between_positions_the_error_is_that_of_interpolation_and_of_rounding_to_bytes() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        InMemoryDataset<ClassTarget> bright = new ProbedPictures()
                .with(0, ProbedPictures.columns(column -> 128 + 40 * (column / 3 % 2) + 2 * column))
                .dataset();

        InvarianceResult result =
                measure(identity, bright, new Rotation(15), new Scaling(0.8), new Scaling(1.25), new Rotation(45));

        for (int i = 0; i < 4; i++) {
            OfStage stage = stage(result, i);
            assertThat(stage.onGrid()).isFalse();
            assertThat(stage.interpolation().mean()).isBetween(0.01, 0.3);
            // bytes are half a step off at most, of values of at least 128
            assertThat(stage.equivariance().mean())
                    .isCloseTo(stage.interpolation().mean(), within(0.5 / 128));
        }
    }

    @Test
    void a_constant_is_invariant_and_tells_nothing_apart() {
        Network constant = FunctionNetwork.classifier(FunctionNetwork::constant);

        InvarianceResult result = measure(constant, noise(), new Rotation(15), new Flip(true));

        for (int i = 0; i < 2; i++) {
            TransformationResult each = result.transformations().get(i);
            assertThat(stage(result, i).equivariance().mean()).isLessThan(ROUNDING);
            assertThat(each.pooled().change().mean()).isZero();
            assertThat(each.pooled().cosine().mean()).isEqualTo(1, within(ROUNDING));
            OfPredictions predictions = each.predictions().orElseThrow();
            assertThat(predictions.consistency()).isEqualTo(100);
            assertThat(predictions.divergence().mean()).isZero();
            assertThat(predictions.probabilityChange().mean()).isZero();
        }
        Discriminability found = result.discriminability().orElseThrow();
        assertThat(found.separation()).isEmpty();
        assertThat(found.nearestMean()).hasValue(0);
        assertThat(found.top1()).hasValueCloseTo(100.0 / 3, within(ROUNDING));
        assertThat(result.pooledChange()).hasValue(0);
        assertThat(result.consistency()).hasValue(100);
    }

    @Test
    void features_that_are_nothing_have_no_direction_and_do_not_move() {
        Network nothing = FunctionNetwork.classifier(plane -> new float[plane.length]);

        TransformationResult result =
                measure(nothing, noise(), new Rotation(15)).transformations().get(0);

        assertThat(result.stages().get(0).equivariance()).isEqualTo(new Spread(3, 0, 0));
        assertThat(result.pooled().change()).isEqualTo(new Spread(3, 0, 0));
        assertThat(result.pooled().cosine()).isEqualTo(new Spread(0, Double.NaN, Double.NaN));
    }

    @Test
    void classes_are_separated_as_fishers_ratio_says() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        InMemoryDataset<ClassTarget> reds = new ProbedPictures()
                .withRed(0, 10)
                .withRed(1, 100)
                .withRed(0, 20)
                .withRed(1, 110)
                .dataset();

        Discriminability found =
                measure(identity, reds, new Flip(true)).discriminability().orElseThrow();

        // means 15 and 105 about 60: 4 * 45^2 between, 4 * 5^2 within
        assertThat(found.classes()).isEqualTo(2);
        assertThat(found.separation().orElseThrow()).isEqualTo(81, within(1e-9));
        assertThat(found.stageSeparations()).hasSize(1).allSatisfy(separation -> assertThat(separation.orElseThrow())
                .isEqualTo(81, within(1e-9)));
        assertThat(found.nearestMean()).hasValue(100);
        assertThat(found.top1()).hasValue(50); // red is the score of the first class
    }

    @Test
    void the_nearest_class_mean_is_one_without_the_picture_itself() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        // 60 is nearer to 70, the mean of 40 and 100, than to 10, and 40 to 35, the mean of 10 and 60, than to 100
        InMemoryDataset<ClassTarget> mixed = new ProbedPictures()
                .withRed(0, 10)
                .withRed(0, 60)
                .withRed(1, 40)
                .withRed(1, 100)
                .dataset();
        InMemoryDataset<ClassTarget> single =
                new ProbedPictures().withRed(0, 10).withRed(1, 60).dataset();

        assertThat(nearestMean(measure(identity, mixed, new Flip(true)))).hasValue(50);
        assertThat(nearestMean(measure(identity, single, new Flip(true)))).isEmpty();
    }

    private static OptionalDouble nearestMean(InvarianceResult result) {
        return result.discriminability().orElseThrow().nearestMean();
    }

    @Test
    void answers_that_turn_round_are_consistent_with_nothing() {
        Network sided = FunctionNetwork.classifier(FunctionNetwork::leftness);
        // red is bright to the left and green is not, so that the first class wins until left and right change places
        byte[] rgb = new byte[SIDE * SIDE * Picture.CHANNELS];
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            rgb[pixel * Picture.CHANNELS + (pixel % SIDE < SIDE / 2 ? 0 : 1)] = (byte) 200;
        }
        InMemoryDataset<ClassTarget> pictures =
                new ProbedPictures().with(0, Picture.of(SIDE, SIDE, rgb)).dataset();

        InvarianceResult result = measure(sided, pictures, new Flip(true), new Flip(false));

        OfPredictions turned = result.transformations().get(0).predictions().orElseThrow();
        assertThat(turned.consistency()).isZero();
        assertThat(turned.divergence().mean()).isEqualTo(1, within(ROUNDING));
        assertThat(turned.probabilityChange().mean()).isEqualTo(1, within(ROUNDING));
        assertThat(turned.top1()).hasValue(0);
        OfPredictions same = result.transformations().get(1).predictions().orElseThrow();
        assertThat(same.consistency()).isEqualTo(100);
        assertThat(same.top1()).hasValue(100);
        assertThat(result.consistency()).hasValue(50);
    }

    @Test
    void neither_batches_nor_threads_change_a_figure() {
        Network gradient = FunctionNetwork.classifier(FunctionNetwork::horizontalGradient);
        List<Transformation> all = List.of(
                new Rotation(15), new Corrupted(Corruption.GAUSSIAN_NOISE, new Severity(2)), new Translation(3, 1));
        InvarianceResult expected = InvarianceProbe.of(gradient, options(all)).measure(noise(), done -> {});

        for (int workers : new int[] {0, 2}) {
            InvarianceOptions other = options(all).withBatchSize(3).withWorkers(workers);
            assertThat(InvarianceProbe.of(gradient, other).measure(noise(), done -> {}))
                    .isEqualTo(expected);
        }
        InvarianceResult reseeded =
                InvarianceProbe.of(gradient, options(all).withSeed(1)).measure(noise(), done -> {});
        assertThat(stage(reseeded, 0)).isEqualTo(stage(expected, 0));
        assertThat(stage(reseeded, 1)).isNotEqualTo(stage(expected, 1));
    }

    @Test
    void a_corruption_moves_nothing() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        InMemoryDataset<ClassTarget> columns = new ProbedPictures()
                .with(0, ProbedPictures.columns(column -> column % 2 == 0 ? 60 : 120))
                .dataset();

        InvarianceResult result = measure(identity, columns, new Corrupted(Corruption.CONTRAST, new Severity(1)));

        // 60 and 120 become 0.4 times as far from their mean 90: 78 and 102, truncated to bytes
        OfStage stage = stage(result, 0);
        assertThat(stage.onGrid()).isTrue();
        double expected = Math.sqrt((18.0 * 18 + 18 * 18) / (60.0 * 60 + 120 * 120));
        assertThat(stage.equivariance().mean()).isEqualTo(expected, within(1 / 60.0));
    }

    @Test
    void without_labels_or_classifier_there_is_less_to_say() {
        InvarianceResult unlabelled = InvarianceProbe.of(
                        FunctionNetwork.classifier(plane -> plane), options(List.of(new Flip(true))))
                .measureUnlabelled(noise(), done -> {});
        assertThat(unlabelled.discriminability()).isEmpty();
        OfPredictions predictions =
                unlabelled.transformations().get(0).predictions().orElseThrow();
        assertThat(predictions.top1()).isEmpty();
        assertThat(predictions.consistency()).isEqualTo(100);

        InvarianceResult backbone = measure(FunctionNetwork.backbone(plane -> plane), noise(), new Flip(true));
        assertThat(backbone.transformations().get(0).predictions()).isEmpty();
        assertThat(backbone.transformations().get(0).pooled().change().mean()).isLessThan(ROUNDING);
        assertThat(backbone.discriminability().orElseThrow().top1()).isEmpty();
        assertThat(backbone.discriminability().orElseThrow().separation()).isPresent();
        assertThat(backbone.consistency()).isEmpty();
    }

    @Test
    void a_broken_picture_is_left_out_and_counted() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        List<Transformation> turn = List.of(new Rotation(90), new Rotation(15));
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Sample sample = i == 1
                    ? new Sample.Encoded(EncodedImage.of(new byte[] {1, 2, 3}, "broken"))
                    : new Sample.Pixels(TestPictures.picture(i == 0 ? 1 : i, SIDE, SIDE));
            entries.add(new InMemoryDataset.Entry<>("picture " + i, sample, new ClassTarget(i == 0 ? 0 : 1)));
        }
        InMemoryDataset<ClassTarget> broken = InMemoryDataset.of(List.of("zero", "one"), entries);

        InvarianceOptions skipping = options(turn).withBrokenPictures(FailurePolicy.SKIP_AND_COUNT);
        InvarianceResult result = InvarianceProbe.of(identity, skipping).measure(broken, done -> {});

        InvarianceResult sound = measure(identity, noise(), turn.toArray(Transformation[]::new));
        assertThat(result.skipped().count()).isEqualTo(1);
        assertThat(result.pictures()).isEqualTo(3);
        assertThat(result.transformations()).isEqualTo(sound.transformations());
        assertThat(result.discriminability()).isEqualTo(sound.discriminability());
        assertThatThrownBy(() -> InvarianceProbe.of(identity, options(turn)).measure(broken, done -> {}))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("picture 1");
    }

    @Test
    void progress_is_told_of_both_readings() {
        List<Long> done = new ArrayList<>();
        InvarianceProbe probe =
                InvarianceProbe.of(FunctionNetwork.classifier(plane -> plane), options(List.of(new Flip(true))));

        probe.measure(noise(), done::add);

        assertThat(done).containsExactly(2L, 3L, 5L, 6L);
    }

    @Test
    void what_cannot_be_measured_is_refused_in_a_sentence() {
        Network identity = FunctionNetwork.classifier(plane -> plane);
        InMemoryDataset<ClassTarget> third = InMemoryDataset.of(
                List.of("a", "b", "c"),
                List.of(new InMemoryDataset.Entry<>(
                        "odd", new Sample.Pixels(TestPictures.picture(1, SIDE, SIDE)), new ClassTarget(2))));
        assertThatThrownBy(() -> measure(identity, third, new Flip(true)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("odd", "label 2 (c)", "classes 0 to 1");
        Network infinite = FunctionNetwork.classifier(plane -> {
            float[] map = plane.clone();
            map[0] = Float.NaN;
            return map;
        });
        assertThatThrownBy(() -> measure(infinite, noise(), new Flip(true)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("picture 0", "not finite");
        assertThatThrownBy(() -> options(List.of())).hasMessageContaining("no transformation");
        assertThatThrownBy(() -> options(List.of(new Flip(true), new Flip(true))))
                .hasMessageContaining("named twice");
    }
}
