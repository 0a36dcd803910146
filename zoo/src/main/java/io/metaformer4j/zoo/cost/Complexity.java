package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Parameters, multiply-adds and activations of a network for one picture of a given size, computed from the description alone.
 *
 * <p>Three counts of the arithmetic are given. {@link #macs} are the multiply-adds of convolutions, linear layers and
 * matrix products (attention included). {@link #publishedMacs} is the rule that reproduces every figure in the tables of
 * both papers. {@link #fvcore} is what fvcore says about a released implementation; for ConvFormer and CAFormer it is 0.2
 * to 0.5 % above the published figures, because their released code uses a faster layer norm that fvcore counts.
 */
public final class Complexity {

    private final List<LayerCost> layers;
    private final List<Section> sections;
    private final MapShape lastMap;
    private final ComplexityCounter counter;

    private Complexity(ComplexityCounter counter, MapShape lastMap) {
        this.counter = counter;
        this.lastMap = lastMap;
        layers =
                counter.parts().stream().flatMap(part -> part.layers().stream()).toList();
        sections = counter.parts().stream().map(Complexity::section).toList();
    }

    /**
     * What one part of the network costs: the stem, a stage with its downsampling, or the head.
     *
     * @param name {@code stem}, {@code stages.0} ..., {@code head}, or {@code feature_norms}
     * @param output size of what it puts out
     * @param trainable elements of trainable parameters
     * @param frozen elements of parameters that are never trained
     * @param buffers elements of the other state
     * @param macs multiply-adds
     * @param activations values that convolutions and matrix products put out
     * @param values values that all operations put out, sums of residual branches included
     */
    public record Section(
            String name,
            MapShape output,
            long trainable,
            long frozen,
            long buffers,
            long macs,
            long activations,
            long values) {}

    /**
     * Counts a network.
     *
     * @param architecture the network
     * @param height rows of the picture
     * @param width columns of the picture
     * @return the counts
     * @throws MetaFormerException if the network cannot take pictures of this size
     */
    public static Complexity of(Architecture architecture, int height, int width) {
        List<MapShape> maps = architecture.featureMaps(height, width);
        return new Complexity(ComplexityCounter.of(architecture, height, width), maps.get(maps.size() - 1));
    }

    /**
     * Every layer in the order of computation.
     *
     * @return an unmodifiable list
     */
    public List<LayerCost> layers() {
        return layers;
    }

    /**
     * Stem, stages and head.
     *
     * @return an unmodifiable list
     */
    public List<Section> sections() {
        return sections;
    }

    /**
     * Elements of trainable parameters.
     *
     * @return their number
     */
    public long trainable() {
        return sum(layers, LayerCost::trainable);
    }

    /**
     * Elements of parameters that are never trained (random matrices).
     *
     * @return their number
     */
    public long frozen() {
        return sum(layers, LayerCost::frozen);
    }

    /**
     * Elements of state that is no parameter (running statistics, fixed kernels, counters).
     *
     * @return their number
     */
    public long buffers() {
        return sum(layers, LayerCost::buffers);
    }

    /**
     * Multiply-adds of convolutions, linear layers and matrix products.
     *
     * @return their number for one picture
     */
    public long macs() {
        return sum(layers, LayerCost::macs);
    }

    /**
     * MACs as the papers' tables count them: {@link #macs} plus five for each value that a group norm with bias puts out.
     * Such norms are PyTorch's own in PoolFormer's released code and therefore counted by fvcore; the other families' norms
     * were written with elementwise operations, which fvcore does not count, when the tables were made.
     *
     * @return the count for one picture
     */
    public long publishedMacs() {
        return macs() + CountedImplementation.NORM_OPERATIONS * counter.groupNormElements();
    }

    /**
     * Total of fvcore's {@code FlopCountAnalysis} on a released implementation with explicit attention.
     *
     * @param code the implementation
     * @return the count for one picture
     */
    public long fvcore(CountedImplementation code) {
        return sum(layers, layer -> fvcore(code, layer));
    }

    /**
     * What fvcore counts for one layer of a released implementation.
     *
     * @param code the implementation
     * @param layer one of the {@link #layers}
     * @return the count for one picture
     */
    public long fvcore(CountedImplementation code, LayerCost layer) {
        return layer.macs() + code.extra(layer, counter.isInBlockOrHead(layer), lastMap);
    }

    /**
     * Values that convolutions, linear layers and matrix products put out, with attention computed as two products: the total
     * of fvcore's {@code ActivationCountAnalysis}, which timm's tables give in millions as {@code macts}.
     *
     * @return the count for one picture
     */
    public long activations() {
        return sum(layers, LayerCost::activations);
    }

    /**
     * The memory that maps and vectors take.
     *
     * @param batch number of pictures
     * @return bytes in float32
     * @throws io.metaformer4j.zoo.MetaFormerException if there are no pictures, or too many to be counted
     */
    public ActivationMemory memory(int batch) {
        return ActivationMemory.of(counter.live(), batch);
    }

    private static Section section(LayerLedger.Part part) {
        List<LayerCost> layers = part.layers();
        return new Section(
                part.name(),
                layers.get(layers.size() - 1).output(),
                sum(layers, LayerCost::trainable),
                sum(layers, LayerCost::frozen),
                sum(layers, LayerCost::buffers),
                sum(layers, LayerCost::macs),
                sum(layers, LayerCost::activations),
                part.values());
    }

    private static long sum(List<LayerCost> part, ToLongFunction<LayerCost> count) {
        return part.stream().mapToLong(count).sum();
    }
}
