package io.metaformer4j.torch.check;

/** The kinds of native code that networks are computed with on the processor. */
public enum KernelKind {
    /** Product of float32 and float64 matrices, by the BLAS; everything else is measured against it. */
    MATRIX_PRODUCT("matrix product", Fallback.NONE),
    /** Averages over windows. */
    POOLING("average pooling", Fallback.NONE),
    /** Norm over the channels of each position. */
    LAYER_NORM("layer norm", Fallback.NONE),
    /** ReLU, GELU and sums of products, element by element. */
    ELEMENTWISE("elementwise functions", Fallback.NONE),
    /** Norm over groups of channels of a picture. */
    GROUP_NORM("group norm", Fallback.FORMULA),
    /** Scaled dot-product attention. */
    ATTENTION("attention", Fallback.FORMULA),
    /** Linear layer on vectors. */
    LINEAR("linear layer", Fallback.FORMULA),
    /** Convolution without groups. */
    CONVOLUTION("convolution", Fallback.FORMULA),
    /** Gradient of a convolution by its weights. */
    CONVOLUTION_WEIGHT_GRADIENT("weight gradient of the convolution", Fallback.FORMULA),
    /** Gradient of a convolution by its input. */
    CONVOLUTION_INPUT_GRADIENT("input gradient of the convolution", Fallback.FORMULA),
    /** Convolution in which every channel has a kernel of its own. */
    DEPTHWISE("depthwise convolution", Fallback.FORMULA),
    /** Gradients of a depthwise convolution by its weights and its input. */
    DEPTHWISE_GRADIENTS("gradients of the depthwise convolution", Fallback.FORMULA),
    /** Gradient of a depthwise convolution by its weights, three columns of a kernel at a time. */
    SPLIT_KERNEL_GRADIENT("gradient of depthwise kernels by columns", Fallback.WHOLE),
    /** Linear layer on weights in oneDNN's order. */
    PACKED_LINEAR("packed linear layer", Fallback.PLAIN),
    /** The same with a ReLU fused in. */
    PACKED_LINEAR_RELU("packed linear layer with ReLU", Fallback.UNFUSED),
    /** The same with a GELU fused in. */
    PACKED_LINEAR_GELU("packed linear layer with GELU", Fallback.UNFUSED),
    /** Convolution on kernels in oneDNN's order. */
    PACKED_CONVOLUTION("packed convolution", Fallback.PLAIN);

    /** What happens where a kernel is wrong. */
    private enum Fallback {
        NONE("nothing can be computed on this machine; try OPENBLAS_CORETYPE=Haswell, or another machine"),
        FORMULA("a slower way that is right is taken instead"),
        PLAIN("libtorch's ordinary layer answers instead, which is slower"),
        WHOLE("that of the whole kernel takes its place, which is slower"),
        UNFUSED("the activation is computed on its own instead, which is a little slower");

        private final String text;

        Fallback(String text) {
            this.text = text;
        }
    }

    private final String title;
    private final Fallback fallback;

    KernelKind(String title, Fallback fallback) {
        this.title = title;
        this.fallback = fallback;
    }

    /**
     * What people call it.
     *
     * @return a few words in lower case
     */
    public String title() {
        return title;
    }

    /**
     * What happens where it is wrong.
     *
     * @return a clause
     */
    public String fallback() {
        return fallback.text;
    }

    /**
     * Whether it computes gradients.
     *
     * @return true if only training and explanations use it
     */
    public boolean isGradient() {
        return switch (this) {
            case CONVOLUTION_WEIGHT_GRADIENT, CONVOLUTION_INPUT_GRADIENT, DEPTHWISE_GRADIENTS, SPLIT_KERNEL_GRADIENT ->
                true;
            default -> false;
        };
    }

    /**
     * Whether there is nothing to take its place.
     *
     * @return true if no network can be computed where it is wrong
     */
    public boolean isRequired() {
        return fallback == Fallback.NONE;
    }
}
