package io.metaformer4j.evaluation.explain;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Grad-CAM (arXiv 1610.02391): the channels of a layer's output, each weighted with the mean of the class score's gradient
 * over the positions, summed and cut at zero. Its maps have the resolution of the layer, and are not cut yet. Checked against
 * jacobgil/pytorch-grad-cam.
 *
 * <p>Safe for concurrent use.
 */
public final class GradCam implements Explainer {

    private final Gradients gradients;
    private final Output module;
    private final PictureFeed feed;

    private GradCam(Network network, String module, PictureFeed feed) {
        this.gradients = network.gradients()
                .orElseThrow(
                        () -> new MetaFormerException(
                                "Grad-CAM needs gradients, which this engine cannot compute; load the model on the torch engine"));
        this.module = Output.activation(module);
        Request.of(Output.LOGITS, this.module).requireOf(network.architecture());
        this.feed = feed;
    }

    /**
     * Explains by the output of a module.
     *
     * @param model the model, which stays the caller's to close
     * @param module canonical name of the module, e.g. {@code stages.3}
     * @return the explainer
     * @throws MetaFormerException if there is no such module, the model is a feature backbone, or the engine has no gradients
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
     * @throws MetaFormerException if there is no such module, the model is a feature backbone, or the engine has no gradients
     */
    public static GradCam of(LoadedModel model, String module, ImageDecoder decoder) {
        return of(model, module, PictureFeed.of(model.preprocessing(), decoder));
    }

    /**
     * Explains by the output of a module, on what a feed makes of the pictures. What a classifier said is explained with its
     * feed, or the picture might be another one.
     *
     * @param model the model, which stays the caller's to close
     * @param module canonical name of the module, e.g. {@code stages.3}
     * @param feed makes the model's input, usually by the model's preprocessing
     * @return the explainer
     * @throws MetaFormerException if there is no such module, the model is a feature backbone, or the engine has no gradients
     */
    public static GradCam of(LoadedModel model, String module, PictureFeed feed) {
        return new GradCam(model.network(), module, feed);
    }

    /**
     * Explains by the output of the last stage, the usual choice.
     *
     * @param model the model, which stays the caller's to close
     * @return the explainer
     * @throws MetaFormerException if the model is a feature backbone, or the engine has no gradients
     */
    public static GradCam ofLastStage(LoadedModel model) {
        List<StagePlan> stages = NetworkPlan.of(model.architecture()).stages();
        return of(model, stages.get(stages.size() - 1).path());
    }

    @Override
    public ActivationMap explain(ImageSource picture, int target) throws IOException {
        return explainAll(feed.read(picture), target).get(0);
    }

    @Override
    public List<ActivationMap> explainAll(ImageBatch pictures, int... targets) {
        Gradients.ActivationGradient found = gradients.of(pictures, module, targets);
        List<ActivationMap> maps = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            maps.add(weigh(found.activation().picture(i), found.gradient().picture(i)));
        }
        return maps;
    }

    /** {@code sum_c mean_yx(gradient_c) * activation_c}, the equations 1 and 2 of the paper. */
    private static ActivationMap weigh(FloatArray activation, FloatArray gradient) {
        int channels = activation.shape().get(0);
        int height = activation.shape().get(1);
        int width = activation.shape().get(2);
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
        return ActivationMap.of(height, width, values);
    }
}
