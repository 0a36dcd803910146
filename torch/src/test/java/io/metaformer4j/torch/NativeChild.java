package io.metaformer4j.torch;

import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.Natives;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.natives.TorchException;
import java.util.Arrays;

/** A process that loads the native libraries and computes something. */
final class NativeChild {

    private NativeChild() {}

    public static void main(String[] arguments) {
        try {
            Natives natives = NativeLibraries.load();
            System.out.println("unpacked " + natives.unpacked().size() + " into " + natives.folder() + " for "
                    + natives.platform());
            try (TensorScope scope = TensorScope.open()) {
                System.out.println(Arrays.toString(Tensors.toFloats(Tensors.of(new float[] {1, 2}, 2))));
            }
        } catch (TorchException e) {
            System.out.println("failed: " + e.getMessage());
        }
    }
}
