package io.metaformer4j.torch;

import io.metaformer4j.torch.Fixture.Expected;
import io.metaformer4j.torch.kernel.ProbeValues;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.natives.TorchThreads;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes a handful of networks in a process of its own, whose environment caps the instruction sets. Prints for each published
 * network how far its logits are from the reference's, and for each small one its logits and the norms of its gradients.
 */
final class CappedChild {

    /** 1000 classes; a width of 96; attention; geometric mixers. */
    static final List<String> PUBLISHED = List.of(
            "sail-poolformer/poolformer_s12",
            "sail-metaformer/poolformerv2_m36",
            "timm/caformer_s18",
            "geoformer/geoformer_s12");

    private CappedChild() {}

    public static void main(String[] arguments) {
        TorchThreads.set(Integer.parseInt(arguments[0]));
        for (String name : PUBLISHED) {
            Fixture fixture = Fixture.all().stream()
                    .filter(one -> !one.isEpsilonProbe() && (one.source() + "/" + one.model()).equals(name))
                    .findFirst()
                    .orElseThrow();
            print("error", name, new float[] {(float) error(fixture)});
        }
        for (Architecture architecture : TinyArchitectures.family()) {
            String name =
                    architecture.stages().get(0).block().mixer().getClass().getSimpleName();
            tiny(name, architecture);
        }
    }

    private static double error(Fixture fixture) {
        Expected expected = fixture.read();
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard();
                TorchNetwork network = fixture.network(NetworkOptions.DEFAULT, expected)) {
            Tensor logits = network.forward(Synth.input(expected.caseSeed(), expected.inputShape()));
            float[] right = expected.floats("logits");
            return ProbeValues.error(logits.flatten(0, -1), Tensors.of(right, right.length));
        }
    }

    private static void tiny(String name, Architecture architecture) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            Tensor images = Synth.input(3, new int[] {2, 3, 32, 32});
            try (NoGradGuard noGradients = new NoGradGuard()) {
                print("logits", name, Tensors.toFloats(network.forward(images)));
            }
            network.train(5);
            network.backward(network.forward(images).square().sum());
            Map<String, Tensor> parameters = network.parameters();
            float[] norms = new float[parameters.size()];
            int i = 0;
            for (Tensor parameter : parameters.values()) {
                Tensor gradient = new Tensor(parameter.grad());
                norms[i++] = gradient.defined() ? gradient.norm().item_float() : 0;
            }
            print("gradients", name, norms);
        }
    }

    private static void print(String kind, String name, float[] values) {
        System.out.println(String.format(Locale.ROOT, "%s %s %s", kind, name, Arrays.toString(values)));
    }
}
