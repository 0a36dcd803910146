package io.metaformer4j.evaluation.explain;

import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.vision.ImageBatch;
import java.io.IOException;
import java.util.List;

/**
 * Shows which parts of a picture speak for a class. {@link MethodExplainer} has the known methods, of which {@link GradCam} is
 * one; methods that hide parts of the picture and look what becomes of the score need no gradients, and methods that follow the
 * score back to the picture need those at the input ({@link io.metaformer4j.engine.Output#INPUT}).
 *
 * <p>An explainer belongs to a model, which stays the caller's and must be open. It says when it is made whether it can explain
 * that model at all, and is safe for concurrent use. Explaining changes nothing: equal pictures and classes get equal maps, and
 * the network answers afterwards what it answered before.
 */
public interface Explainer {

    /**
     * Explains why the network gives a class its score. The picture becomes the network's input as it does for a classifier of
     * the same model and decoder, so that a file, its bytes and its pixels get the same map.
     *
     * @param picture the picture
     * @param target index of the class to explain
     * @return the map, whose resolution is the method's
     * @throws IOException if the picture cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws io.metaformer4j.zoo.MetaFormerException if the class does not exist
     * @throws IllegalStateException if the network is closed
     */
    ActivationMap explain(ImageSource picture, int target) throws IOException;

    /**
     * Explains why the network gives classes their scores, for several pictures at a time. Within rounding, the map of a picture
     * does not depend on the others.
     *
     * @param pictures transformed pictures {@code [N, C, H, W]}, as for {@link io.metaformer4j.engine.Network#run}; as many as
     *     fit into memory together
     * @param targets for each picture the index of the class to explain
     * @return a map for each picture, in their order
     * @throws io.metaformer4j.zoo.MetaFormerException if a class does not exist, there are more or fewer classes than pictures,
     *     or the network does not take the size
     * @throws IllegalStateException if the network is closed
     */
    List<ActivationMap> explainAll(ImageBatch pictures, int... targets);
}
