package io.metaformer4j.torch.kernel;

import io.metaformer4j.torch.check.KernelKind;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What is fused to the end of a linear layer. */
public enum FusedActivation {
    NONE("none"),
    RELU("relu"),
    GELU("gelu");

    private final String attribute;

    FusedActivation(String attribute) {
        this.attribute = attribute;
    }

    /** What oneDNN calls it. */
    String attribute() {
        return attribute;
    }

    /** What a kernel of a packed linear layer has fused in. */
    static FusedActivation of(KernelKind kernel) {
        for (FusedActivation fused : values()) {
            if (fused.kernel() == kernel) {
                return fused;
            }
        }
        throw new IllegalArgumentException(kernel + " is no packed linear layer");
    }

    /** The kernel of a linear layer with this fused in. */
    public KernelKind kernel() {
        return switch (this) {
            case NONE -> KernelKind.PACKED_LINEAR;
            case RELU -> KernelKind.PACKED_LINEAR_RELU;
            case GELU -> KernelKind.PACKED_LINEAR_GELU;
        };
    }

    /** The function on its own. */
    public Tensor apply(Tensor x) {
        return switch (this) {
            case NONE -> x;
            case RELU -> torch.relu(x);
            case GELU -> torch.gelu(x);
        };
    }
}
