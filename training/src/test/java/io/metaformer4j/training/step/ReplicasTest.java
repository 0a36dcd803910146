package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.network.TrainableBackbone;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    /** One of two members that never find each other. */
    private record Lonely(int rank) implements Collective {

        @Override
        public int size() {
            return 2;
        }

        @Override
        public void shareWeights(List<Parameter> parameters) {
            throw new IllegalStateException("nobody is there");
        }

        @Override
        public void sumGradients(List<Parameter> parameters) {
            throw new IllegalStateException("nobody is there");
        }

        @Override
        public double[] sums(double... numbers) {
            throw new IllegalStateException("nobody is there");
        }

        @Override
        public void close() {}
    }

    @Test
    void replicas_that_cannot_join_close_their_network_and_give_the_threads_of_the_blas_back() {
        TorchNetwork network = TorchNetwork.create(Runs.MODEL.architecture(), NetworkOptions.DEFAULT, 1);
        Tensor weight = network.parameters().values().iterator().next();
        int before = blas_get_num_threads();
        blas_set_num_threads(2);
        int asked = blas_get_num_threads();
        try (ImageTensors inputs = ImageTensors.of(Runs.MODEL.preprocessing())) {
            assertThatThrownBy(() -> new Replicas(
                            List.of(new Lonely(0), new Lonely(1)),
                            member -> new Replica(Precision.FLOAT32, new TrainableBackbone(network), inputs, member)))
                    .hasMessage("nobody is there");
            assertThat(blas_get_num_threads()).isEqualTo(asked);
            assertThat(weight.isNull()).isTrue();
        } finally {
            blas_set_num_threads(before);
        }
    }
}
