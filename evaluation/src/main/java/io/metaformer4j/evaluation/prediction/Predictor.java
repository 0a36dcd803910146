package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what the pictures of a whole data set show, however many they are.
 *
 * <p>Safe for concurrent use; model and data set stay the caller's and must be open.
 */
public final class Predictor {

    private final LoadedModel model;
    private final StreamOptions options;
    private final Request request;

    private Predictor(LoadedModel model, StreamOptions options, Request request) {
        this.model = model;
        this.options = options;
        this.request = request;
        Request.LOGITS.requireOf(model.architecture());
        model.architecture()
                .featureMaps(
                        options.preprocessing().height(),
                        options.preprocessing().width());
    }

    /**
     * Predicts with a model.
     *
     * @param model the model, which stays the caller's to close
     * @param options preprocessing, batches and threads
     * @return the predictor
     * @throws io.metaformer4j.zoo.MetaFormerException if the model is a feature backbone or cannot take the input size
     */
    public static Predictor of(LoadedModel model, StreamOptions options) {
        return new Predictor(model, options, Request.LOGITS);
    }

    /**
     * The same with or without features, which the pass for the logits computes anyway.
     *
     * @param wanted whether answers hold the vector that enters the classifier
     * @return the predictor
     */
    public Predictor withFeatures(boolean wanted) {
        return new Predictor(model, options, wanted ? Request.of(Output.LOGITS, Output.POOLED) : Request.LOGITS);
    }

    /**
     * Runs a data set.
     *
     * @param <T> what is known of a picture, which does not matter
     * @param dataset the pictures
     * @param done pictures that are not run again, as {@link StreamListener#batchEnded} told
     * @param listener gets what the network says of every picture
     * @throws IOException if the listener cannot store something
     * @throws NonFiniteLogitsException if the network's answer is not a number
     * @throws io.metaformer4j.zoo.MetaFormerException as {@link PictureStream#run}
     */
    public <T> void predict(Dataset<T> dataset, int done, StreamListener<PictureAnswer> listener) throws IOException {
        PictureStream.of(options, this::answers).run(dataset, done, listener.behind(this::requireFinite));
    }

    private void requireFinite(PictureAnswer answer, String name) {
        if (!answer.isFinite()) {
            throw new NonFiniteLogitsException(List.of(name), model.network());
        }
    }

    private List<PictureAnswer> answers(ImageBatch batch) {
        Outputs outputs = model.network().run(batch, request);
        float[] all = outputs.logits().values();
        int classes = model.architecture().classes();
        List<PictureAnswer> each = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            each.add(new PictureAnswer(
                    Logits.of(all, i * classes, classes),
                    request.wants(Output.POOLED)
                            ? Optional.of(outputs.get(Output.POOLED).picture(i))
                            : Optional.empty()));
        }
        return each;
    }
}
