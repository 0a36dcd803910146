package io.metaformer4j.weights;

/** Which of the weights in a training checkpoint is wanted. */
public enum StateDictChoice {
    /** The exponential moving average if the file has one, else the plain weights. This is also timm's preference. */
    AUTO,
    /** The exponential moving average; an error if the file has none. */
    EMA,
    /** The weights that were being trained; an error if the file has only their average. */
    PLAIN
}
