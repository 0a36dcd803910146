package io.metaformer4j.training.network;

import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.NetworkOutputs;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a network is worth a checkpoint. Weights may all be finite and yet so large that no answer is, and a run that goes on
 * from them meets nothing but losses that are NaN. So the network also answers to a picture that it learnt from.
 */
public final class SoundnessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SoundnessCheck.class);

    private final ImageTensors inputs;
    private Optional<ImageBatch> seen = Optional.empty(); // a single picture

    /** Checks with pictures as they enter the network; the inputs stay the caller's to close. */
    public SoundnessCheck(ImageTensors inputs) {
        this.inputs = inputs;
    }

    /** Copies the first picture of a batch, since the memory of batches is lent. */
    public void see(ImageBatch images) {
        ImageBatch copy = seen.filter(known -> isLike(known, images))
                .orElseGet(() ->
                        ImageBatch.allocate(images.layout(), 1, images.channels(), images.height(), images.width()));
        copy.bytes().put(images.first(1).bytes());
        seen = Optional.of(copy);
    }

    private static boolean isLike(ImageBatch known, ImageBatch images) {
        return known.layout() == images.layout()
                && known.channels() == images.channels()
                && known.height() == images.height()
                && known.width() == images.width();
    }

    /**
     * Looks for what is not finite.
     *
     * @param network the network, which is in evaluation mode afterwards
     * @param kind what stands before its name and those of its tensors
     * @return a clause; empty if nothing was found
     */
    public Optional<String> fault(Trainable network, String kind) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (Map.Entry<String, Tensor> entry : network.state().entrySet()) {
                if (!isFinite(entry.getValue())) {
                    return Optional.of(kind + entry.getKey() + " has values that are no numbers");
                }
            }
            return seen.filter(picture -> !answers(network, picture))
                    .map(picture -> "the " + kind + "network gives no finite answer to a training picture");
        }
    }

    /** In float32 whatever the precision of the training: an overflow of float16 alone would pass with the precision. */
    private boolean answers(Trainable network, ImageBatch picture) {
        network.evaluate();
        NetworkOutputs outputs;
        try {
            Tensor values = inputs.images(picture);
            if (!isFinite(values)) {
                return true; // no fault of the network, but of a transform of one's own
            }
            outputs = network.backbone().outputs(values);
        } catch (MetaFormerException e) {
            LOG.debug("an objective of one's own shows the network something else than these pictures", e);
            return true;
        }
        int last = outputs.features().size() - 1;
        return isFinite(outputs.logits().orElseGet(() -> outputs.features().get(last)));
    }

    /** A sum is not finite if a value is not. */
    private static boolean isFinite(Tensor tensor) {
        return Double.isFinite(tensor.sum().item_double());
    }
}
