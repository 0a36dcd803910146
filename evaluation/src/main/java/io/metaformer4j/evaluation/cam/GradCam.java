package io.metaformer4j.evaluation.cam;

import io.metaformer4j.torch.TensorScope;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Grad-CAM (arXiv 1610.02391): the channels of a layer's output, each weighted with the mean of the class score's gradient
 * over the positions, summed and cut at zero. Checked against jacobgil/pytorch-grad-cam.
 *
 * <p>Safe for concurrent use on a network in evaluation mode.
 */
public final class GradCam {

    private final TorchNetwork network;
    private final String module;

    private GradCam(TorchNetwork network, String module) {
        this.network = network;
        this.module = module;
    }

    /**
     * Explains by the output of a module.
     *
     * @param network the network, in evaluation mode; it stays the caller's
     * @param module canonical name of the module, e.g. {@code stages.3}
     * @return the explainer
     */
    public static GradCam of(TorchNetwork network, String module) {
        return new GradCam(network, module);
    }

    /**
     * Explains by the output of the last stage, the usual choice.
     *
     * @param network the network, in evaluation mode; it stays the caller's
     * @return the explainer
     */
    public static GradCam ofLastStage(TorchNetwork network) {
        return of(network, "stages." + (network.architecture().stages().size() - 1));
    }

    /**
     * Explains why the network gives a class its score.
     *
     * @param picture one transformed picture, float32 {@code [1, C, H, W]}
     * @param target index of the class to explain
     * @return the map of the module's resolution, not yet cut at zero
     * @throws MetaFormerException if the class or the module does not exist
     */
    @SuppressWarnings("try") // the guard is only held
    public ActivationMap explain(ImageBatch picture, int target) {
        if (target < 0 || target >= network.architecture().classes()) {
            throw new MetaFormerException("class " + target + " cannot be explained; the network has classes 0 to "
                    + (network.architecture().classes() - 1));
        }
        try (TensorScope scope = TensorScope.open();
                AutoGradMode gradients = new AutoGradMode(true)) {
            Tensor images = torch.empty(1, picture.channels(), picture.height(), picture.width());
            FloatPointer values = new FloatPointer(picture.floats());
            Pointer.memcpy(images.data_ptr(), values, (long) picture.pictureValues() * Float.BYTES);
            Tensor[] activation = new Tensor[1];
            Tensor logits = network.forward(images, (name, output) -> {
                if (name.equals(module)) {
                    activation[0] = scope.keep(output);
                }
            });
            if (activation[0] == null) {
                throw new MetaFormerException(
                        "the network has no module '" + module + "'; use e.g. stages.2 or stages.2.blocks.0");
            }
            return weigh(activation[0], logits.select(1, target).sum());
        }
    }

    private static ActivationMap weigh(Tensor activation, Tensor score) {
        try (TensorVector outputs = new TensorVector(score);
                TensorVector inputs = new TensorVector(activation);
                TensorVector gradients = torch.grad(outputs, inputs)) {
            Tensor weights = new Tensor(gradients.get(0)).mean(2L, 3L); // [1, C]
            Tensor map = activation
                    .mul(weights.unsqueeze(-1).unsqueeze(-1))
                    .sum(1)
                    .to(torch.ScalarType.Float)
                    .cpu()
                    .contiguous(); // [1, H, W]
            long[] shape = map.shape();
            float[] values = new float[Math.toIntExact(map.numel())];
            new FloatPointer(map.data_ptr()).get(values);
            return new ActivationMap(Math.toIntExact(shape[1]), Math.toIntExact(shape[2]), values);
        }
    }
}
