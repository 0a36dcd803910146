package io.metaformer4j.evaluation;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes the features of pictures: the maps of all stages and the vector that enters the classifier.
 *
 * <p>Safe for concurrent use; the model stays the caller's and must be open.
 */
public final class FeatureExtractor {

    private final Inference inference;
    private final PictureBatches batches;

    private FeatureExtractor(LoadedModel model, ImageDecoder decoder) {
        this.inference = new Inference(model.network());
        this.batches = new PictureBatches(model.preprocessing(), decoder);
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
        return new FeatureExtractor(model, decoder);
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
        return extract(List.of(PictureSource.of(image))).get(0);
    }

    /**
     * Computes the features of the bytes of an image file.
     *
     * @param image the encoded image
     * @return the features
     * @throws io.metaformer4j.vision.ImageRejectedException if it is no usable image
     */
    public PictureFeatures extract(byte[] image) {
        return fromMemory(List.of(PictureSource.of(image, "in memory"))).get(0);
    }

    /**
     * Computes the features of pixels.
     *
     * @param picture the picture
     * @return the features
     */
    public PictureFeatures extract(Picture picture) {
        return fromMemory(List.of(PictureSource.of(picture))).get(0);
    }

    /**
     * Computes the features of image files, several at a time.
     *
     * @param images the files
     * @return the features of each
     * @throws IOException if a file cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     */
    public List<PictureFeatures> extractFiles(List<Path> images) throws IOException {
        return extract(images.stream().map(PictureSource::of).toList());
    }

    /**
     * Computes the features of pictures, several at a time.
     *
     * @param pictures the pictures
     * @return the features of each
     */
    public List<PictureFeatures> extractAll(List<Picture> pictures) {
        return fromMemory(pictures.stream().map(PictureSource::of).toList());
    }

    private List<PictureFeatures> fromMemory(List<PictureSource> pictures) {
        try {
            return extract(pictures);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private List<PictureFeatures> extract(List<PictureSource> pictures) throws IOException {
        return batches.read(pictures, (batch, part) -> features(batch));
    }

    private List<PictureFeatures> features(ImageBatch batch) {
        Map<String, Feature> outputs =
                inference.everything(batch.floats(), batch.size(), batch.channels(), batch.height(), batch.width());
        List<PictureFeatures> all = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            int picture = i;
            List<Feature> stages = outputs.entrySet().stream()
                    .filter(output -> output.getKey().startsWith(Inference.STAGE))
                    .map(output -> slice(output.getValue(), picture))
                    .toList();
            Optional<Feature> pooled =
                    Optional.ofNullable(outputs.get(Inference.POOLED)).map(output -> slice(output, picture));
            all.add(new PictureFeatures(stages, pooled));
        }
        return all;
    }

    /** The part of one picture of an output {@code [N, ...]}. */
    private static Feature slice(Feature output, int picture) {
        int each = output.values().length / output.shape().get(0);
        return new Feature(
                output.shape().subList(1, output.shape().size()),
                Arrays.copyOfRange(output.values(), picture * each, (picture + 1) * each));
    }
}
