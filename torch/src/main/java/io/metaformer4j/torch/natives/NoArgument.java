package io.metaformer4j.torch.natives;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;

/** Arguments that are not given. Native objects of the open scope; cheap. */
public final class NoArgument {

    private NoArgument() {}

    /** No tensor. */
    public static TensorOptional tensor() {
        NativeLibraries.load();
        return new TensorOptional();
    }

    /** No element type. */
    public static ScalarTypeOptional type() {
        NativeLibraries.load();
        return new ScalarTypeOptional();
    }

    /** No whole number. */
    public static LongOptional number() {
        NativeLibraries.load();
        return new LongOptional();
    }
}
