package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Request;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what pictures show.
 *
 * <p>Probabilities are the softmax of the logits, computed in double precision; of equally probable classes the one with the
 * lower index comes first. Safe for concurrent use; the model stays the caller's and must be open.
 */
public final class Classifier {

    private final LoadedModel model;
    private final PictureFeed feed;

    private Classifier(LoadedModel model, PictureFeed feed) {
        this.model = model;
        this.feed = feed;
        Request.LOGITS.requireOf(model.architecture());
    }

    /**
     * Classifies with a model.
     *
     * @param model the model, which stays the caller's to close
     * @return the classifier
     * @throws MetaFormerException if the model is a feature backbone
     */
    public static Classifier of(LoadedModel model) {
        return of(model, ImageDecoder.standard());
    }

    /**
     * Classifies with a model, with other limits for image files or with their EXIF orientation applied.
     *
     * @param model the model, which stays the caller's to close
     * @param decoder decodes image files and bytes
     * @return the classifier
     * @throws MetaFormerException if the model is a feature backbone
     */
    public static Classifier of(LoadedModel model, ImageDecoder decoder) {
        return of(model, PictureFeed.of(model.preprocessing(), decoder));
    }

    /**
     * Classifies with a model, on what a feed makes of the pictures, for instance on pictures that are made worse.
     *
     * @param model the model, which stays the caller's to close
     * @param feed makes the model's input, usually by the model's preprocessing
     * @return the classifier
     * @throws MetaFormerException if the model is a feature backbone
     */
    public static Classifier of(LoadedModel model, PictureFeed feed) {
        return new Classifier(model, feed);
    }

    /**
     * Classifies an image file.
     *
     * @param image the file
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws IOException if the file cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public List<Prediction> classify(Path image, int k) throws IOException {
        return classify(ImageSource.of(image), k);
    }

    /**
     * Classifies the bytes of an image file.
     *
     * @param image the encoded image
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public List<Prediction> classify(byte[] image, int k) {
        return fromMemory(ImageSource.of(image, "in memory"), k);
    }

    /**
     * Classifies pixels.
     *
     * @param picture the picture
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public List<Prediction> classify(Picture picture, int k) {
        return fromMemory(ImageSource.of(picture), k);
    }

    private List<Prediction> fromMemory(ImageSource picture, int k) {
        try {
            return classify(picture, k);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /**
     * Classifies a picture of any form.
     *
     * @param picture the picture
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public List<Prediction> classify(ImageSource picture, int k) throws IOException {
        return classifyAll(List.of(picture), k).get(0);
    }

    /**
     * Classifies pictures, several at a time; one that cannot be used ends it for all.
     *
     * @param pictures the pictures
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return for each picture its most probable classes, best first
     * @throws IOException if one cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public List<List<Prediction>> classifyAll(List<ImageSource> pictures, int k) throws IOException {
        requireSome(k);
        List<Logits> answers = feed.all(pictures, this::logits);
        List<List<Prediction>> all = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            all.add(predictions(answers.get(i), pictures.get(i), k));
        }
        return all;
    }

    /**
     * Classifies pictures, several at a time; one that cannot be used does not touch the others.
     *
     * @param pictures the pictures
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @param listener is told of every picture, in their order
     * @throws NonFiniteLogitsException if the network's answer is not a number
     */
    public void classifyEach(List<ImageSource> pictures, int k, PictureListener<List<Prediction>> listener) {
        requireSome(k);
        feed.each(pictures, this::logits, new PictureListener<Logits>() {
            @Override
            public void answered(ImageSource picture, Logits answer) {
                listener.answered(picture, predictions(answer, picture, k));
            }

            @Override
            public void failed(ImageSource picture, Exception reason) {
                listener.failed(picture, reason);
            }
        });
    }

    private static void requireSome(int k) {
        if (k < 1) {
            throw new MetaFormerException("the number of classes to tell is " + k + "; it must be at least 1");
        }
    }

    private List<Logits> logits(ImageBatch batch) {
        float[] all = model.network().run(batch, Request.LOGITS).logits().values();
        int classes = model.architecture().classes();
        List<Logits> each = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            each.add(Logits.of(all, i * classes, classes));
        }
        return each;
    }

    private List<Prediction> predictions(Logits logits, ImageSource picture, int k) {
        if (!logits.areFinite()) {
            throw new NonFiniteLogitsException(List.of(picture.name()), model.network());
        }
        Optional<LabelSet> labels = model.labels();
        List<Prediction> best = new ArrayList<>();
        for (int index : logits.top(k)) {
            best.add(new Prediction(
                    index, model.label(index), labels.flatMap(set -> set.wnid(index)), logits.probability(index)));
        }
        return List.copyOf(best);
    }
}
