package io.metaformer4j.training.optimizer.rule;

/** What optimizers remember of a parameter, by the names that PyTorch and timm store it under. */
public final class StateNames {

    /** How many steps were made. */
    public static final String STEP = "step";

    /** Average of the gradients. */
    public static final String AVERAGE = "exp_avg";

    /** Average of the squared gradients. */
    public static final String SQUARE = "exp_avg_sq";

    /** Average of the differences from one gradient to the next. */
    public static final String DIFFERENCE = "exp_avg_diff";

    /** The last gradient with the other sign. */
    public static final String NEGATIVE = "neg_pre_grad";

    /** Sum of the gradients, of which the older ones count less. */
    public static final String MOMENTUM = "momentum_buffer";

    private StateNames() {}
}
