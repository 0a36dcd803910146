package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.vision.ImageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalCollectiveTest {

    private static final int SIZE = 3;

    private final List<LocalCollective> members = LocalCollective.of(SIZE);
    private final ExecutorService threads = Executors.newFixedThreadPool(SIZE);

    @AfterEach
    void close() {
        threads.shutdown();
        members.forEach(LocalCollective::close);
    }

    private List<Double> onEach(ToDoubleFunction<Collective> work) throws Exception {
        List<Future<Double>> results = new ArrayList<>();
        for (Collective member : members) {
            results.add(threads.submit(() -> work.applyAsDouble(member)));
        }
        List<Double> values = new ArrayList<>();
        for (Future<Double> result : results) {
            values.add(result.get());
        }
        return values;
    }

    private static List<Parameter> parameter(float value) {
        Tensor tensor = Tensors.of(new float[] {value}, 1);
        tensor.set_requires_grad(true);
        return List.of(new Parameter("x", tensor));
    }

    @Test
    void every_member_gets_the_sum() throws Exception {
        assertThat(onEach(member -> member.sum(member.rank() + 1))).containsExactly(6.0, 6.0, 6.0);
        assertThat(onEach(member -> member.sum(1))).containsExactly(3.0, 3.0, 3.0);
    }

    @Test
    void gradients_end_up_where_the_weights_are() throws Exception {
        try (TensorScope scope = TensorScope.open()) {
            List<List<Parameter>> parameters = List.of(parameter(1), parameter(2), parameter(3));
            onEach(member -> {
                member.shareWeights(parameters.get(member.rank()));
                return 0;
            });
            for (List<Parameter> own : parameters) {
                assertThat(Tensors.toFloats(own.get(0).tensor())).containsExactly(1f);
            }
            for (int rank : new int[] {1, 2}) { // the first has none of its own
                parameters.get(rank).get(0).tensor().mutable_grad().put(Tensors.of(new float[] {rank}, 1));
            }
            onEach(member -> {
                member.sumGradients(parameters.get(member.rank()));
                return 0;
            });
            assertThat(Tensors.toFloats(parameters.get(0).get(0).tensor().grad()))
                    .containsExactly(3f);
            assertThat(parameters.get(1).get(0).tensor().grad().defined()).isFalse();
        }
    }

    @Test
    void slices_cover_a_batch_once_also_if_it_is_smaller_than_the_collective() {
        for (int pictures : new int[] {1, 2, 3, 7, 8}) {
            int next = 0;
            for (Collective member : members) {
                Replica.Slice slice = Replica.Slice.of(batch(pictures), member);
                assertThat(slice.from()).isEqualTo(next);
                next += slice.count();
            }
            assertThat(next).isEqualTo(pictures);
        }
    }

    private static TrainingBatch batch(int pictures) {
        return new TrainingBatch(
                ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, pictures, 2, 2),
                (network, images, from, count) -> images);
    }

    @Test
    void the_failure_of_one_ends_the_waiting_of_all() {
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> some = parameter(1);
            assertThatThrownBy(() -> onEach(member -> {
                        member.shareWeights(member.rank() == 0 ? List.of(some.get(0), some.get(0)) : some);
                        return 0;
                    }))
                    .isInstanceOf(ExecutionException.class);
        }
    }
}
