package io.metaformer4j.engine.quantize;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Stores the layers of one network as bytes: it looks at pictures first, from which the ranges of the layers' inputs follow. Confined to
 * one thread; the owner closes it.
 */
public interface Quantizer extends AutoCloseable {

    /**
     * The layers that can be stored as bytes.
     *
     * @return their paths, in the order in which they are computed
     */
    List<String> layers();

    /**
     * Looks at pictures.
     *
     * @param images pictures {@code [N, C, H, W]} of a size that the network takes; their activations are held in memory at once
     */
    void add(ImageBatch images);

    /**
     * Stores layers as bytes, but for those that lose too much: each is tried alone, and from the worst on layers are kept in floating
     * point until the answers to some pictures change by no more than is allowed.
     *
     * @param method how ranges are chosen
     * @param largestError root mean square by which the answers may change, as a part of their own
     * @param pictures on which that is measured, at least one
     * @param progress is told how many layers have been tried
     * @return the weights
     * @throws MetaFormerException if no picture has been looked at
     */
    Quantized quantize(RangeMethod method, double largestError, List<ImageBatch> pictures, IntConsumer progress);

    @Override
    void close();
}
