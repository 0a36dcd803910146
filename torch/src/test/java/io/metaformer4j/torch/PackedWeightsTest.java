package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {

    @Test
    @SuppressWarnings("try") // the guard is only held
    void evaluation_uses_weights_that_changed_without_a_trace() {
        Architecture architecture = TinyArchitectures.caformer();
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1);
                TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            Tensor images = torch.randn(1, 3, 64, 64);
            Tensor before = network.forward(images);
            network.train(1);
            for (Tensor weight : network.parameters().values()) {
                weight.data().mul_(new Scalar(1.5)); // like fused optimizers, this leaves the version counter alone
            }
            network.evaluate();
            Tensor after = network.forward(images);
            try (TorchNetwork fresh = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, network.snapshot())) {
                assertThat(torch.equal(after, fresh.forward(images))).isTrue();
            }
            assertThat(torch.equal(after, before)).isFalse();
        }
    }
}
