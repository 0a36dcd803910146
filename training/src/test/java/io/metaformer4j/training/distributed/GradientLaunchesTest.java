package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.step.GradientSignals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Five parameters of two values each, of which two fit into a vector: 0 and 1, 2 and 3, and 4 alone. */
class GradientLaunchesTest {

    private static final long LONGEST = 4;

    private final TensorScope scope = TensorScope.open();
    private final List<Parameter> parameters =
            List.of(parameter("p0"), parameter("p1"), parameter("p2"), parameter("p3"), parameter("p4"));
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        scope.close();
    }

    private static Parameter parameter(String name) {
        Tensor tensor = Tensors.of(new float[] {1, 1}, 2);
        tensor.set_requires_grad(true);
        return new Parameter(name, tensor);
    }

    private void gradient(int parameter, float value) {
        parameters.get(parameter).tensor().mutable_grad().put(Tensors.of(new float[] {value, value}, 2));
    }

    /** A collective that only writes down what it is to sum: two values of each parameter, then whether it has any. */
    private GradientLaunches launches(GradientBuckets buckets) {
        return new GradientLaunches(buckets, parameters, vector -> log.add(Arrays.toString(Tensors.toFloats(vector))));
    }

    @Test
    void vectors_leave_from_the_last_to_the_first_whichever_is_complete_earlier() {
        for (int i = 0; i < parameters.size(); i++) {
            gradient(i, i + 2);
        }
        try (GradientBuckets buckets = new GradientBuckets(parameters, LONGEST)) {
            GradientLaunches launches = launches(buckets);
            for (int early : new int[] {0, 1, 2}) {
                launches.complete(early);
            }
            assertThat(log).isEmpty();
            launches.complete(4);
            assertThat(log).containsExactly("[6.0, 6.0, 1.0]");
            launches.complete(3);
            assertThat(log)
                    .containsExactly(
                            "[6.0, 6.0, 1.0]", "[4.0, 4.0, 5.0, 5.0, 1.0, 1.0]", "[2.0, 2.0, 3.0, 3.0, 1.0, 1.0]");
            launches.finish();
            assertThat(log).hasSize(3);
        }
    }

    @Test
    void what_is_missing_leaves_at_the_end_as_zeros() {
        parameters.get(3).tensor().set_requires_grad(false);
        gradient(4, 6);
        gradient(2, 4);
        gradient(0, 2);
        try (GradientBuckets buckets = new GradientBuckets(parameters, LONGEST)) {
            GradientLaunches launches = launches(buckets);
            for (int present : new int[] {4, 2, 0}) {
                launches.complete(present);
            }
            assertThat(log).containsExactly("[6.0, 6.0, 1.0]", "[4.0, 4.0, 0.0, 0.0, 1.0, 0.0]");
            launches.finish();
            assertThat(log.subList(2, log.size())).containsExactly("[2.0, 2.0, 0.0, 0.0, 1.0, 0.0]");
        }
    }

    @Test
    void vectors_leave_while_the_gradients_of_the_others_are_computed() {
        try (GradientBuckets buckets = new GradientBuckets(parameters, LONGEST);
                GradientSignals signals = new GradientSignals(parameters)) {
            GradientLaunches launches = launches(buckets);
            signals.during(
                    () -> {
                        Tensor product = Tensors.of(new float[] {3, 3}, 2);
                        for (Parameter parameter : parameters) {
                            product = product.mul(parameter.tensor());
                        }
                        product.sum().backward();
                        log.add("the pass is over");
                    },
                    launches::complete);
            launches.finish();
        }
        String two = "[3.0, 3.0, 3.0, 3.0, 1.0, 1.0]";
        assertThat(log).containsExactly("[3.0, 3.0, 1.0]", two, "the pass is over", two);
    }

    @Test
    void a_gradient_that_changes_after_it_was_complete_is_an_error() {
        try (GradientBuckets buckets = new GradientBuckets(parameters, LONGEST)) {
            GradientLaunches launches = launches(buckets);
            launches.complete(4);
            assertThatThrownBy(() -> launches.complete(4))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the gradient of p4 changed");
        }
    }
}
