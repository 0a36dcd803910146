package io.metaformer4j.cli.explain;

import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import java.util.List;

/**
 * A picture as a model sees it, and what it says of it.
 *
 * @param input the network's input {@code [1, C, H, W]}
 * @param geometry how the picture became that
 * @param logits what the network answers
 */
record ExplainedPicture(ImageBatch input, AppliedGeometry geometry, Logits logits) {

    /**
     * Shows a picture to a model.
     *
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    static ExplainedPicture of(Picture picture, String name, LoadedModel model) {
        EvalTransform transform = EvalTransform.of(model.preprocessing());
        ImageBatch input = transform.newBatch(1);
        AppliedGeometry geometry = transform.newWorker().apply(new Sample.Pixels(picture), 0, input, 0);
        float[] answer = model.network().run(input, Request.LOGITS).logits().values();
        Logits logits = Logits.of(answer, 0, answer.length);
        if (!logits.areFinite()) {
            throw new NonFiniteLogitsException(List.of(name), model.network());
        }
        return new ExplainedPicture(input, geometry, logits);
    }
}
