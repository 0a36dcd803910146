package io.metaformer4j.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableBackbone;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What every objective that a recipe can name promises to the trainer. */
abstract class ObjectiveContractTest {

    private static final int CLASSES = 5;
    private static final int PICTURES = 6;
    private static final int SIDE = 16;

    /** Of losses of about 1, where a rounding is 6e-8, and dozens of roundings add up. */
    private static final double ROUNDING = 1e-5;

    private static final Architecture NETWORK =
            SmallModels.convFormer(List.of(8, 16), List.of(1, 1), CLASSES).withRegularization(0, 0);

    /** The objective under test. */
    protected abstract ClassObjective objective();

    private static Trainable network() {
        Trainable network = new TrainableBackbone(TorchNetwork.create(NETWORK, NetworkOptions.DEFAULT, 3));
        network.train(1);
        return network;
    }

    private BatchLoss prepared(List<Mix> mixes) {
        List<ClassTarget> targets = IntStream.range(0, PICTURES)
                .mapToObj(i -> new ClassTarget(i % CLASSES))
                .toList();
        List<AppliedGeometry> whole = Collections.nCopies(PICTURES, AppliedGeometry.whole(SIDE, SIDE));
        return objective().prepare(new BatchTargets<>(targets, whole, mixes, NETWORK));
    }

    /** The loss of some of the pictures, in the open scope. */
    private Tensor loss(BatchLoss loss, Trainable network, int from, int count) {
        int views = objective().views();
        int rows = PICTURES * views;
        float[] values = SyntheticStream.of("pictures", 5).floats(rows * 3 * SIDE * SIDE, 0, 2);
        Tensor some = Tensors.of(values, rows, 3, SIDE, SIDE).narrow(0, (long) from * views, (long) count * views);
        return loss.of(network, some, from, count);
    }

    private double value(BatchLoss loss, Trainable network, int from, int count) {
        try (TensorScope scope = TensorScope.open()) {
            return loss(loss, network, from, count).item_double();
        }
    }

    private void assertAddsUp(BatchLoss loss) {
        try (Trainable network = network()) {
            double whole = value(loss, network, 0, PICTURES);
            double parts = 0;
            int from = 0;
            for (int count : new int[] {1, 3, 2}) {
                parts += value(loss, network, from, count) * count / PICTURES;
                from += count;
            }
            assertThat(whole).isPositive().isFinite();
            assertThat(parts).isCloseTo(whole, within(ROUNDING * Math.max(1, whole)));
        }
    }

    @Test
    void losses_of_slices_add_up_to_that_of_the_batch() {
        assertAddsUp(prepared(List.of()));
    }

    @Test
    void losses_of_mixed_slices_add_up_too() {
        assumeTrue(objective().mixesTargets());
        assertAddsUp(prepared(Collections.nCopies(PICTURES, Mix.blend(0.3))));
    }

    @Test
    void gradients_reach_every_parameter() {
        try (TensorScope scope = TensorScope.open();
                Trainable network = network()) {
            network.backward(loss(prepared(List.of()), network, 0, PICTURES));
            network.parameters().forEach((name, tensor) -> {
                assertThat(tensor.grad().defined()).as(name).isTrue();
                assertThat(tensor.grad().abs().sum().item_double()).as(name).isFinite();
            });
            Tensor last = network.parameters().get(network.lastModule() + ".weight");
            assertThat(last.grad().abs().sum().item_double()).isPositive();
        }
    }

    @Test
    void targets_are_recognised_by_their_fingerprints() {
        ClassObjective objective = objective();
        assertThat(objective.fingerprint(new ClassTarget(2)))
                .isEqualTo(objective().fingerprint(new ClassTarget(2)))
                .isNotEqualTo(objective.fingerprint(new ClassTarget(1)));
    }

    @Test
    void two_threads_at_once_get_the_losses_of_one() throws Exception {
        BatchLoss loss = prepared(List.of());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Trainable one = network();
                Trainable two = network()) {
            double first = value(loss, one, 0, 4);
            double second = value(loss, one, 4, 2);
            Future<Double> left = threads.submit(() -> value(loss, one, 0, 4));
            Future<Double> right = threads.submit(() -> value(loss, two, 4, 2));
            double leftLoss = left.get();
            double rightLoss = right.get();
            assertThat(leftLoss).isCloseTo(first, within(ROUNDING * Math.max(1, first)));
            assertThat(rightLoss).isCloseTo(second, within(ROUNDING * Math.max(1, second)));
        } finally {
            threads.shutdown();
        }
    }
}
