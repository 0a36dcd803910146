package io.metaformer4j.torch.kernel;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;

/** Arguments that are not given. Native objects of the open scope; cheap. */
public final class NoArgument {

    private NoArgument() {}

    public static TensorOptional tensor() {
        return new TensorOptional();
    }

    public static ScalarTypeOptional type() {
        return new ScalarTypeOptional();
    }

    public static LongOptional number() {
        return new LongOptional();
    }
}
