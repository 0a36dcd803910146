package io.metaformer4j.engine;

import io.metaformer4j.engine.Network.Capability;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes networks that compute. Immutable and safe for concurrent use.
 *
 * <p>An engine that is to be found by {@link Engines#standard()} is registered as a service under this interface and has a
 * public constructor without parameters that loads nothing. There are no options beside the {@link Placement}: an engine that
 * computes in several ways registers each as an engine with a name of its own, for instance {@code cpu} and {@code cpu-int8}.
 */
public interface Engine {

    /**
     * What the engine is called.
     *
     * @return a short word in lower case, which no other engine has, for instance {@code torch}
     */
    String name();

    /**
     * How much the engine is preferred where nobody asks for one by its name: the highest number is taken, of equal ones the
     * first name in the order of the alphabet, among the engines that can do what is needed. The torch engine, which can do
     * everything, has 100; an engine that gives the same answers sooner says more, and one that is only to be taken by name says
     * less.
     *
     * @return the priority, 0 unless the engine says otherwise
     */
    default int priority() {
        return 0;
    }

    /**
     * The hardware that networks can be loaded to here and now.
     *
     * @return the devices of this machine that the engine can use, the processor first
     */
    List<Device> devices();

    /**
     * What every network of this engine can do beside answering.
     *
     * @return the capabilities; none unless the engine says otherwise
     */
    default Set<Capability> capabilities() {
        return Set.of();
    }

    /**
     * What keeps networks from computing in some way here and now, for the choice among several engines. No more is loaded for it
     * than such a network needs, and what would only show when one is loaded need not be known.
     *
     * @param placement where and how a network is to compute
     * @return the sentence with which {@link #load} would fail; empty if nothing is known that is in the way
     */
    default Optional<String> obstacle(Placement placement) {
        return devices().contains(placement.device())
                ? Optional.empty()
                : Optional.of("the engine " + name() + " has no device " + placement.device());
    }

    /**
     * The element types of weights that the engine accepts beside the floating point ones, which every engine does. Weights of
     * other types are refused before they reach it. An engine gets integers as a checkpoint has them, one tensor for each
     * parameter, and beside them what the checkpoint says about their scales
     * ({@link io.metaformer4j.weights.load.QuantizedNames}).
     *
     * @return types that are not floating point, for instance {@code I8}; none unless the engine says otherwise
     */
    default Set<DType> quantizedTypes() {
        return Set.of();
    }

    /**
     * Begins to store the layers of a network as bytes, if the engine computes with such weights.
     *
     * @param architecture the description
     * @param preprocessing whose mean and standard deviation are used to normalise pictures that come as bytes
     * @param weights the whole state by canonical names, in floating point
     * @param placement device and threads; the precision does not matter
     * @return what looks at pictures and makes the weights, which the caller closes; empty if the engine has no such weights
     * @throws MetaFormerException if the device is not available, or a tensor is missing, of another shape or no floating point
     */
    default Optional<Quantizer> quantizer(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        return Optional.empty();
    }

    /**
     * Begins, beside the calling thread, with what every network needs; worth its while before weights are looked for and
     * read. Nothing fails here that does not fail again, with its reason, when a network is loaded.
     *
     * @param placement where and how networks will compute
     */
    default void prepare(Placement placement) {}

    /**
     * Examines the engine on this machine, which may take some seconds. What is wrong is a finding of the report, also that the
     * engine cannot be used at all; nothing is thrown for it.
     *
     * @return libraries, settings and what else tells whether answers can be believed; nothing unless the engine says more
     */
    default EngineReport report() {
        return EngineReport.NOTHING;
    }

    /**
     * How the engine would compute a network, told from its description alone.
     *
     * @param architecture the description
     * @param height of the pictures, in pixels
     * @param width of the pictures, in pixels
     * @return the plan; empty for an engine that does not plan ahead
     * @throws MetaFormerException if the network does not take pictures of that size
     */
    default Optional<ComputationPlan> plan(Architecture architecture, int height, int width) {
        return Optional.empty();
    }

    /**
     * Makes a network with given weights.
     *
     * @param architecture the description
     * @param preprocessing whose mean and standard deviation are used to normalise pictures that come as bytes
     * @param weights the whole state by canonical names, in floating point or of one of the {@link #quantizedTypes()}, counters
     *     of any whole numbers; not needed any more when this returns
     * @param placement where and how it computes
     * @return the network; the caller closes it
     * @throws MetaFormerException if the device or precision is not available, or a tensor is missing, of another shape, or of
     *     a type that the engine does not accept
     */
    Network load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement);
}
