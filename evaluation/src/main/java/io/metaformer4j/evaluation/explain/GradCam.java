package io.metaformer4j.evaluation.explain;

import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.util.List;

/**
 * Grad-CAM (arXiv 1610.02391): the channels of a layer's output, each weighted with the mean of the class score's gradient
 * over the positions, summed and cut at zero. Its maps have the resolution of the layer, and are not cut yet. Checked against
 * jacobgil/pytorch-grad-cam. The short way to {@link MethodExplainer}, which has the other methods.
 *
 * <p>Safe for concurrent use.
 */
public final class GradCam implements Explainer {

    private final MethodExplainer explainer;

    private GradCam(MethodExplainer explainer) {
        this.explainer = explainer;
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
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.GRAD_CAM).withModules(module);
        return new GradCam(MethodExplainer.of(model, settings, feed));
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
        return explainer.explain(picture, target);
    }

    @Override
    public List<ActivationMap> explainAll(ImageBatch pictures, int... targets) {
        return explainer.explainAll(pictures, targets);
    }
}
