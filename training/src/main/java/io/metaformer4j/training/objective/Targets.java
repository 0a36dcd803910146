package io.metaformer4j.training.objective;

import org.bytedeco.pytorch.Tensor;

/** What a network should answer to the pictures of a batch. Read by several threads at once. */
public interface Targets {

    /**
     * The targets of some of the pictures.
     *
     * @param from first picture
     * @param count number of pictures
     * @return a tensor on the processor whose first dimension is {@code count}, owned by the open scope
     */
    Tensor slice(int from, int count);
}
