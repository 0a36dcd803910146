package io.metaformer4j.evaluation;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes the features of pictures: the maps of all stages and the vector that enters the classifier.
 *
 * <p>Safe for concurrent use; the model stays the caller's and must be open.
 */
public final class FeatureExtractor {

    private final LoadedModel model;
    private final PictureFeed feed;

    private FeatureExtractor(LoadedModel model, PictureFeed feed) {
        this.model = model;
        this.feed = feed;
    }

    /**
     * Extracts with a model.
     *
     * @param model the model, which stays the caller's to close
     * @return the extractor
     */
    public static FeatureExtractor of(LoadedModel model) {
        return of(model, ImageDecoder.standard());
    }

    /**
     * Extracts with a model, with other limits for image files or with their EXIF orientation applied.
     *
     * @param model the model, which stays the caller's to close
     * @param decoder decodes image files and bytes
     * @return the extractor
     */
    public static FeatureExtractor of(LoadedModel model, ImageDecoder decoder) {
        return of(model, PictureFeed.of(model.preprocessing(), decoder));
    }

    /**
     * Extracts with a model, from what a feed makes of the pictures, for instance from pictures that are made worse.
     *
     * @param model the model, which stays the caller's to close
     * @param feed makes the model's input, usually by the model's preprocessing
     * @return the extractor
     */
    public static FeatureExtractor of(LoadedModel model, PictureFeed feed) {
        return new FeatureExtractor(model, feed);
    }

    /**
     * Computes the features of an image file.
     *
     * @param image the file
     * @return the features
     * @throws IOException if the file cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     */
    public PictureFeatures extract(Path image) throws IOException {
        return extract(ImageSource.of(image));
    }

    /**
     * Computes the features of the bytes of an image file.
     *
     * @param image the encoded image
     * @return the features
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     */
    public PictureFeatures extract(byte[] image) {
        return fromMemory(ImageSource.of(image, "in memory"));
    }

    /**
     * Computes the features of pixels.
     *
     * @param picture the picture
     * @return the features
     */
    public PictureFeatures extract(Picture picture) {
        return fromMemory(ImageSource.of(picture));
    }

    private PictureFeatures fromMemory(ImageSource picture) {
        try {
            return extract(picture);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /**
     * Computes the features of a picture of any form.
     *
     * @param picture the picture
     * @return the features
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     */
    public PictureFeatures extract(ImageSource picture) throws IOException {
        return extractAll(List.of(picture)).get(0);
    }

    /**
     * Computes the features of pictures, several at a time; one that cannot be used ends it for all.
     *
     * @param pictures the pictures
     * @return the features of each
     * @throws IOException if one cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     */
    public List<PictureFeatures> extractAll(List<ImageSource> pictures) throws IOException {
        return feed.all(pictures, this::features);
    }

    /**
     * Computes the features of pictures, several at a time; one that cannot be used does not touch the others.
     *
     * @param pictures the pictures
     * @param listener is told of every picture, in their order
     */
    public void extractEach(List<ImageSource> pictures, PictureListener<PictureFeatures> listener) {
        feed.each(pictures, this::features, listener);
    }

    private List<PictureFeatures> features(ImageBatch batch) {
        Outputs outputs = model.network().run(batch, Request.everything(model.architecture()));
        List<PictureFeatures> all = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            List<FloatArray> stages = new ArrayList<>();
            for (int s = 0; s < model.architecture().stages().size(); s++) {
                stages.add(outputs.get(Output.stage(s)).picture(i));
            }
            Optional<FloatArray> pooled = model.architecture().hasClassifier()
                    ? Optional.of(outputs.get(Output.POOLED).picture(i))
                    : Optional.empty();
            all.add(new PictureFeatures(stages, pooled));
        }
        return all;
    }
}
