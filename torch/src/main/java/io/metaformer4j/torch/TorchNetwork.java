package io.metaformer4j.torch;

import static io.metaformer4j.torch.natives.TorchException.translate;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.OneDnn;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.torch.run.StatisticsExchange;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StoredWeights;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * A MetaFormer that computes: the libtorch network of an {@link Architecture}.
 *
 * <p>On the processor, in float32 and channels-last order, a thread that has gradients switched off (with a
 * {@code NoGradGuard}) and a network in evaluation mode get a faster way to compute the same values, with packed weights and
 * fused activations.
 *
 * <p>The network owns its weights until {@link #close()}. In evaluation mode any number of threads may run it at once; while
 * it is trained, moved or loaded it belongs to one thread.
 */
public final class TorchNetwork implements AutoCloseable {

    private final Architecture architecture;
    private final NetworkState state;
    private final NetworkPasses computation;
    private final TrainingMode mode = new TrainingMode();
    private volatile NetworkOptions options;

    private TorchNetwork(
            Architecture architecture, NetworkOptions options, StoredWeights given, Supplier<Optional<OneDnn>> oneDnn) {
        prepare(options);
        this.architecture = architecture;
        this.options = options;
        this.state = new NetworkState(ParameterLayout.of(architecture), options, given::read);
        try {
            this.computation = new NetworkPasses(architecture, state, oneDnn);
        } catch (RuntimeException | Error e) {
            state.close();
            throw e;
        }
    }

    /**
     * Begins, beside the calling thread, with what every network needs: to load the natives and to check the kernels that
     * inference uses. Called before weights are looked for and read, it saves time, because both happen at once. Nothing fails
     * here that does not fail again, with its reason, when a network is made.
     *
     * @param options where and how networks will compute
     */
    public static void prepare(NetworkOptions options) {
        if (options.device().equals(Device.CPU)) {
            Kernels.ofProcess().startChecks();
        }
    }

    /**
     * Makes a network with fresh weights, drawn as the papers' code does.
     *
     * @param architecture the description
     * @param options where and how it computes
     * @param seed the same seed gives the same weights on every engine
     * @return the network, in evaluation mode
     * @throws MetaFormerException if the device is not available
     */
    public static TorchNetwork create(Architecture architecture, NetworkOptions options, long seed) {
        return load(architecture, options, new InitialWeights(seed).draw(architecture));
    }

    /**
     * Makes a network with given weights.
     *
     * @param architecture the description
     * @param options where and how it computes
     * @param tensors the whole state by canonical names, in floating point
     * @return the network, in evaluation mode
     * @throws MetaFormerException if the device is not available, or a tensor is missing or of another shape or type
     */
    public static TorchNetwork load(
            Architecture architecture, NetworkOptions options, Map<String, WeightTensor> tensors) {
        return load(architecture, options, tensors, OneDnn::find);
    }

    /** The same with given operators for packed weights. */
    static TorchNetwork load(
            Architecture architecture,
            NetworkOptions options,
            Map<String, WeightTensor> tensors,
            Supplier<Optional<OneDnn>> oneDnn) {
        return translate(
                "loading the network",
                () -> new TorchNetwork(architecture, options, new StoredWeights(tensors), oneDnn));
    }

    /**
     * Replaces the values of the whole state. The handles of {@link #state()} stay valid.
     *
     * @param tensors the whole state by canonical names, in floating point
     * @throws MetaFormerException if a tensor is missing or of another shape or type; nothing is changed then
     */
    public void restore(Map<String, WeightTensor> tensors) {
        translate("loading weights", () -> {
            StoredWeights stored = new StoredWeights(tensors);
            try {
                state.copyFrom(stored::view);
                return null;
            } finally {
                Reference.reachabilityFence(stored); // the views end with it
            }
        });
    }

    /**
     * Copies the whole state.
     *
     * @return canonical names and float32 tensors (int64 for counters), in the order of use
     */
    public Map<String, WeightTensor> snapshot() {
        return translate("reading weights", () -> StoredWeights.copyOf(state));
    }

    /** The description that the network was built from. */
    public Architecture architecture() {
        return architecture;
    }

    /** Where and how the network computes now. */
    public NetworkOptions options() {
        return options;
    }

    /**
     * Moves the weights. The handles of {@link #state()} stay valid, so optimizers are not affected.
     *
     * @param newOptions where and how to compute from now on
     * @throws MetaFormerException if the device is not available
     */
    public void move(NetworkOptions newOptions) {
        translate("moving the network to " + newOptions.device(), () -> {
            state.move(newOptions);
            computation.discardPackedWeights();
            options = newOptions;
            return null;
        });
    }

    /**
     * Switches to training: stochastic depth, dropout and batch statistics are at work. Passes before it get no gradients any more.
     *
     * @param randomSeed the masks of the k-th forward pass after this call depend on this seed and k only
     */
    public void train(long randomSeed) {
        computation.giveUpGradients();
        mode.begin(randomSeed);
    }

    /**
     * Switches to evaluation: nothing is random, running statistics are used. To be called again whenever an optimizer has
     * changed the weights, because fused updates leave no trace by which packed weights could tell that they are old.
     */
    public void evaluate() {
        mode.end();
        computation.discardPackedWeights();
    }

    /** Whether the network is in training mode, as after {@link #train}. */
    public boolean isTraining() {
        return mode.isOn();
    }

    /**
     * Switches gradient checkpointing: forward passes in training mode keep only the input of every block, and
     * {@link #backward} computes each block again. Saves most of the memory of activations for about a third more time; the
     * gradients are the same.
     *
     * @param enabled whether to recompute
     */
    public void checkpointGradients(boolean enabled) {
        mode.checkpointGradients(enabled);
    }

    /**
     * Takes the statistics of batch normalisation in training mode from the maps of several networks, each of which computes
     * a part of every batch on a processor. They make the same passes, and the loss of the batch is the sum of theirs.
     *
     * @param exchange adds up over all of them
     */
    public void synchronizeStatistics(StatisticsExchange exchange) {
        mode.synchronizeStatistics(exchange);
    }

    /** Whether passes in training mode may wait for those of other networks, so that none may be left out. */
    public boolean synchronizesStatistics() {
        return mode.synchronizesStatistics();
    }

    /**
     * Every tensor that training changes.
     *
     * @return canonical names and handles, owned by the network, in the order of use
     */
    public Map<String, Tensor> parameters() {
        return state.tensors(ParameterSpec.Kind.TRAINABLE);
    }

    /**
     * Every named tensor: trained and frozen parameters, running statistics, kernels, counters.
     *
     * @return canonical names and handles, owned by the network, in the order of use
     */
    public Map<String, Tensor> state() {
        return state.tensors(ParameterSpec.Kind.values());
    }

    /**
     * Computes logits. Records a gradient graph unless the thread has gradients switched off.
     *
     * @param images batch {@code [N, C, H, W]} on any device and in any precision and layout
     * @return logits {@code [N, classes]}
     * @throws MetaFormerException if the architecture does not allow the size, or is a feature backbone
     */
    public Tensor forward(Tensor images) {
        return forward(images, ActivationObserver.NONE);
    }

    /**
     * Computes logits and shows the outputs of the modules on the way.
     *
     * @param images batch {@code [N, C, H, W]} on any device and in any precision and layout
     * @param observer sees the outputs
     * @return logits {@code [N, classes]}
     * @throws MetaFormerException if the architecture does not allow the size, or is a feature backbone
     */
    public Tensor forward(Tensor images, ActivationObserver observer) {
        return computation.logits(images, mode.next(options), observer);
    }

    /** Computes logits of a map that takes the place of a module's output. */
    Tensor forwardAfter(String module, Tensor map) {
        return computation.logitsAfter(module, map, mode.next(options));
    }

    /** As {@link #outputs(Tensor, ActivationObserver)}, with nobody to see the modules on the way. */
    public NetworkOutputs outputs(Tensor images) {
        return outputs(images, ActivationObserver.NONE);
    }

    /**
     * Computes everything, the maps of all stages, the pooled vectors and the logits, and shows the outputs of the modules on
     * the way.
     *
     * @param images batch {@code [N, C, H, W]} on any device and in any precision and layout
     * @param observer sees the outputs
     * @return maps, vectors and logits, of which feature backbones have the maps only
     * @throws MetaFormerException if the architecture does not allow the size
     */
    public NetworkOutputs outputs(Tensor images, ActivationObserver observer) {
        return computation.outputs(images, mode.next(options), observer);
    }

    /**
     * Computes gradients of all parameters. The same as {@code loss.backward()}, except that it also works with gradient
     * checkpointing.
     *
     * @param loss a scalar that depends on the last forward pass
     */
    public void backward(Tensor loss) {
        computation.backward(loss);
        mode.requireExchanged();
    }

    /** Gives back the memory of the weights. Handles of {@link #state()} are invalid afterwards. */
    @Override
    public void close() {
        computation.close();
        state.close();
        mode.close();
    }
}
