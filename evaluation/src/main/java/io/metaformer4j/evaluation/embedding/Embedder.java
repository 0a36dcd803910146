package io.metaformer4j.evaluation.embedding;

import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.evaluation.prediction.PictureStream;
import io.metaformer4j.evaluation.prediction.StreamListener;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.util.List;

/**
 * Makes vectors of pictures.
 *
 * <p>Safe for concurrent use; model and data sets stay the caller's and must be open.
 */
public final class Embedder {

    private final LoadedModel model;
    private final EmbeddingLayer layer;
    private final boolean normalized;
    private final StreamOptions options;

    private Embedder(LoadedModel model, EmbeddingLayer layer, boolean normalized, StreamOptions options) {
        this.model = model;
        this.layer = layer;
        this.normalized = normalized;
        this.options = options;
        layer.request().requireOf(model.architecture());
        model.architecture()
                .featureMaps(
                        options.preprocessing().height(),
                        options.preprocessing().width());
    }

    /**
     * Embeds with a model.
     *
     * @param model the model, which stays the caller's to close
     * @param layer which of its vectors
     * @param normalized whether vectors are divided by their length; one of zeros stays as it is
     * @param options preprocessing, batches and threads
     * @return the embedder
     * @throws MetaFormerException if the model has no such layer or cannot take the input size
     */
    public static Embedder of(LoadedModel model, EmbeddingLayer layer, boolean normalized, StreamOptions options) {
        return new Embedder(model, layer, normalized, options);
    }

    /**
     * Embeds a data set.
     *
     * @param <T> what is known of a picture, which does not matter
     * @param dataset the pictures
     * @param done pictures that are not run again, as {@link StreamListener#batchEnded} told
     * @param listener gets the vector {@code [C]} of every picture
     * @throws IOException if the listener cannot store something
     * @throws MetaFormerException if a vector is not finite, and as {@link PictureStream#run}
     */
    public <T> void embed(Dataset<T> dataset, int done, StreamListener<float[]> listener) throws IOException {
        PictureStream.of(options, this::vectors).run(dataset, done, listener.behind(Embedder::requireFinite));
    }

    /**
     * Embeds a few pictures of any form.
     *
     * @param pictures the pictures
     * @return a vector {@code [C]} for each
     * @throws IOException if one cannot be read
     * @throws io.metaformer4j.vision.ImageRejectedException if one is no usable image
     * @throws MetaFormerException if a vector is not finite
     */
    public List<float[]> embed(List<ImageSource> pictures) throws IOException {
        List<float[]> vectors =
                PictureFeed.of(options.preprocessing(), options.decoder()).all(pictures, this::vectors);
        for (int i = 0; i < vectors.size(); i++) {
            requireFinite(vectors.get(i), pictures.get(i).name());
        }
        return vectors;
    }

    private List<float[]> vectors(ImageBatch batch) {
        List<float[]> vectors = layer.vectors(model.network().run(batch, layer.request()));
        if (normalized) {
            vectors.forEach(Embedder::normalize);
        }
        return vectors;
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    private static void requireFinite(float[] vector, String name) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new MetaFormerException("the network gives no finite vector for picture '"
                        + PrintableText.of(name)
                        + "'; use single precision, and check that the weights belong to this model");
            }
        }
    }
}
