package io.metaformer4j.torch.kernel;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;

/** Arguments that are not given. Native objects of the open scope; cheap. */
final class NoArgument {

    private NoArgument() {}

    static TensorOptional tensor() {
        return new TensorOptional();
    }

    static ScalarTypeOptional type() {
        return new ScalarTypeOptional();
    }

    static LongOptional number() {
        return new LongOptional();
    }
}
