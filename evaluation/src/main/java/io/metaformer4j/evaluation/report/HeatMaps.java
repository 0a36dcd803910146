package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.evaluation.explain.GradCam;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Pictures that show where an answer rests. */
@FunctionalInterface
public interface HeatMaps {

    /** Shows nothing. */
    HeatMaps NONE = (picture, label) -> Optional.empty();

    /**
     * Shows what speaks for a class.
     *
     * @param picture a decoded picture
     * @param label the class
     * @return the part of the picture that the network sees, with the map on it; empty if there is none
     * @throws IOException if it cannot be made
     */
    Optional<Picture> of(Picture picture, int label) throws IOException;

    /**
     * The maps of {@link GradCam} at the last stage.
     *
     * @param model the model, open
     * @param preprocessing how a picture becomes the network's input
     * @return the maps; {@link #NONE} if the engine computes no gradients
     */
    static HeatMaps gradCam(LoadedModel model, Preprocessing preprocessing) {
        if (model.network().gradients().isEmpty()) {
            return NONE;
        }
        List<StagePlan> stages = NetworkPlan.of(model.architecture()).stages();
        PictureFeed feed = PictureFeed.of(preprocessing, ImageDecoder.standard());
        GradCam explainer = GradCam.of(model, stages.get(stages.size() - 1).path(), feed);
        EvalTransform input = EvalTransform.of(preprocessing);
        return (picture, label) ->
                Optional.of(explainer.explain(ImageSource.of(picture), label).overlay(input.apply(picture)));
    }
}
