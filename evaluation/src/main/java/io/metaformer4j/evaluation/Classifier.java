package io.metaformer4j.evaluation;

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
    private final Inference inference;
    private final PictureBatches batches;

    private Classifier(LoadedModel model, ImageDecoder decoder) {
        this.model = model;
        this.inference = new Inference(model.network());
        this.batches = new PictureBatches(model.preprocessing(), decoder);
        inference.requireClassifier();
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
        return new Classifier(model, decoder);
    }

    /**
     * Classifies an image file.
     *
     * @param image the file
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws IOException if the file cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws MetaFormerException if the network's answer is not a number
     */
    public List<Prediction> classify(Path image, int k) throws IOException {
        return classify(List.of(PictureSource.of(image)), k).get(0);
    }

    /**
     * Classifies the bytes of an image file.
     *
     * @param image the encoded image
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     * @throws MetaFormerException if the network's answer is not a number
     */
    public List<Prediction> classify(byte[] image, int k) {
        return fromMemory(List.of(PictureSource.of(image, "in memory")), k).get(0);
    }

    /**
     * Classifies pixels.
     *
     * @param picture the picture
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return the most probable classes, best first
     * @throws MetaFormerException if the network's answer is not a number
     */
    public List<Prediction> classify(Picture picture, int k) {
        return fromMemory(List.of(PictureSource.of(picture)), k).get(0);
    }

    /**
     * Classifies image files, several at a time.
     *
     * @param images the files
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return for each file its most probable classes, best first
     * @throws IOException if a file cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     * @throws MetaFormerException if the network's answer is not a number
     */
    public List<List<Prediction>> classifyFiles(List<Path> images, int k) throws IOException {
        return classify(images.stream().map(PictureSource::of).toList(), k);
    }

    /**
     * Classifies pictures, several at a time.
     *
     * @param pictures the pictures
     * @param k how many classes to tell, at least 1; all, if the model has fewer
     * @return for each picture its most probable classes, best first
     * @throws MetaFormerException if the network's answer is not a number
     */
    public List<List<Prediction>> classifyAll(List<Picture> pictures, int k) {
        return fromMemory(pictures.stream().map(PictureSource::of).toList(), k);
    }

    private List<List<Prediction>> fromMemory(List<PictureSource> pictures, int k) {
        try {
            return classify(pictures, k);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private List<List<Prediction>> classify(List<PictureSource> pictures, int k) throws IOException {
        if (k < 1) {
            throw new MetaFormerException("the number of classes to tell is " + k + "; it must be at least 1");
        }
        return batches.read(pictures, (batch, part) -> predictions(batch, part, k));
    }

    private List<List<Prediction>> predictions(ImageBatch batch, List<PictureSource> pictures, int k) {
        float[] logits = inference.logits(batch);
        int classes = model.architecture().classes();
        List<List<Prediction>> all = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            if (!Scores.areFinite(logits, i * classes, classes)) {
                throw NonFiniteLogits.error(List.of(pictures.get(i).name()), model.network());
            }
            all.add(predictions(Scores.of(logits, i * classes, classes), k));
        }
        return all;
    }

    private List<Prediction> predictions(Scores scores, int k) {
        Optional<LabelSet> labels = model.labels();
        List<Prediction> best = new ArrayList<>();
        for (int index : scores.top(k)) {
            best.add(new Prediction(
                    index, model.label(index), labels.flatMap(set -> set.wnid(index)), scores.probability(index)));
        }
        return List.copyOf(best);
    }
}
