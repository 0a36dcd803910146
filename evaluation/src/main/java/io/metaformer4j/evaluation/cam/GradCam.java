package io.metaformer4j.evaluation.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.util.List;

/**
 * Grad-CAM (arXiv 1610.02391): the channels of a layer's output, each weighted with the mean of the class score's gradient
 * over the positions, summed and cut at zero. Checked against jacobgil/pytorch-grad-cam.
 *
 * <p>Safe for concurrent use.
 */
public final class GradCam {

    private final Gradients gradients;
    private final Output module;
    private final PictureFeed feed;

    private GradCam(Network network, Preprocessing preprocessing, String module, ImageDecoder decoder) {
        this.gradients = network.gradients()
                .orElseThrow(
                        () -> new MetaFormerException(
                                "Grad-CAM needs gradients, which this engine cannot compute; load the model on the torch engine"));
        this.module = Output.activation(module);
        this.module.requireOf(network.architecture());
        this.feed = PictureFeed.of(preprocessing, decoder);
    }

    /**
     * Explains by the output of a module.
     *
     * @param model the model, which stays the caller's to close
     * @param module canonical name of the module, e.g. {@code stages.3}
     * @return the explainer
     * @throws MetaFormerException if there is no such module, or the engine has no gradients
     */
    public static GradCam of(LoadedModel model, String module) {
        return of(model, module, ImageDecoder.standard());
    }

    /**
     * Explains by the output of a module, with other limits for image files or with their EXIF orientation applied. What a
     * classifier said is explained with its decoder, or the picture might be another one.
     *
     * @param model the model, which stays the caller's to close
     * @param module canonical name of the module, e.g. {@code stages.3}
     * @param decoder decodes image files and bytes
     * @return the explainer
     * @throws MetaFormerException if there is no such module, or the engine has no gradients
     */
    public static GradCam of(LoadedModel model, String module, ImageDecoder decoder) {
        return new GradCam(model.network(), model.preprocessing(), module, decoder);
    }

    /**
     * Explains by the output of the last stage, the usual choice.
     *
     * @param model the model, which stays the caller's to close
     * @return the explainer
     * @throws MetaFormerException if the engine has no gradients
     */
    public static GradCam ofLastStage(LoadedModel model) {
        List<StagePlan> stages = NetworkPlan.of(model.architecture()).stages();
        return of(model, stages.get(stages.size() - 1).path());
    }

    /**
     * Explains why the network gives a class its score.
     *
     * @param picture the picture
     * @param target index of the class to explain
     * @return the map of the module's resolution, not yet cut at zero
     * @throws IOException if the picture cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws MetaFormerException if the class does not exist
     */
    public ActivationMap explain(ImageSource picture, int target) throws IOException {
        return explain(feed.read(picture), target);
    }

    /**
     * Explains why the network gives a class its score.
     *
     * @param picture one transformed picture {@code [1, C, H, W]}
     * @param target index of the class to explain
     * @return the map of the module's resolution, not yet cut at zero
     * @throws MetaFormerException if the class does not exist
     */
    public ActivationMap explain(ImageBatch picture, int target) {
        Gradients.ActivationGradient found = gradients.of(picture, module, target);
        return weigh(found.activation(), found.gradient());
    }

    /** {@code sum_c mean_yx(gradient_c) * activation_c}, the equations 1 and 2 of the paper. */
    private static ActivationMap weigh(FloatArray activation, FloatArray gradient) {
        int channels = activation.shape().get(1);
        int height = activation.shape().get(2);
        int width = activation.shape().get(3);
        int positions = height * width;
        double[] map = new double[positions];
        for (int c = 0; c < channels; c++) {
            double weight = 0;
            for (int i = 0; i < positions; i++) {
                weight += gradient.values()[c * positions + i];
            }
            weight /= positions;
            for (int i = 0; i < positions; i++) {
                map[i] += weight * activation.values()[c * positions + i];
            }
        }
        float[] values = new float[positions];
        for (int i = 0; i < positions; i++) {
            values[i] = (float) map[i];
        }
        return new ActivationMap(height, width, values);
    }
}
