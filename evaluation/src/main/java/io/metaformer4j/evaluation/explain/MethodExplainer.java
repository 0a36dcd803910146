package io.metaformer4j.evaluation.explain;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.evaluation.explain.cam.MapFunction;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Explains by any {@link ExplanationMethod}. A map has the resolution of the module that it explains by; that of several
 * modules together, of smoothing by augmentation and of methods that explain by the whole network is that of the input.
 * Checked against jacobgil/pytorch-grad-cam, where it has the method.
 *
 * <p>Safe for concurrent use. Methods that run the network many times do so a few pictures at a time, and end with a
 * {@link java.util.concurrent.CancellationException} if their thread is interrupted.
 */
public final class MethodExplainer implements Explainer {

    private final Network network;
    private final List<MapFunction> functions;
    private final boolean smoothed;
    private final PictureFeed feed;

    private MethodExplainer(LoadedModel model, ExplanationSettings settings, PictureFeed feed) {
        this.network = model.network();
        this.functions = new MapFunctions(model, settings).all();
        this.smoothed = settings.augmentationSmoothing();
        this.feed = feed;
    }

    /**
     * Explains with a method as it stands in its paper, by the last stage.
     *
     * @param model the model, which stays the caller's to close
     * @param method the method
     * @return the explainer
     * @throws MetaFormerException if the model is a feature backbone, or the engine lacks what the method needs
     */
    public static MethodExplainer of(LoadedModel model, ExplanationMethod method) {
        return of(model, ExplanationSettings.of(method));
    }

    /**
     * Explains with a method.
     *
     * @param model the model, which stays the caller's to close
     * @param settings the method and its settings
     * @return the explainer
     * @throws MetaFormerException if the model is a feature backbone or has no such module, or the engine lacks what the
     *     method needs
     */
    public static MethodExplainer of(LoadedModel model, ExplanationSettings settings) {
        return of(model, settings, PictureFeed.of(model.preprocessing(), ImageDecoder.standard()));
    }

    /**
     * Explains with a method, on what a feed makes of the pictures. What a classifier said is explained with its feed, or the
     * picture might be another one.
     *
     * @param model the model, which stays the caller's to close
     * @param settings the method and its settings
     * @param feed makes the model's input, usually by the model's preprocessing
     * @return the explainer
     * @throws MetaFormerException if the model is a feature backbone or has no such module, or the engine lacks what the
     *     method needs
     */
    public static MethodExplainer of(LoadedModel model, ExplanationSettings settings, PictureFeed feed) {
        return new MethodExplainer(model, settings, feed);
    }

    @Override
    public ActivationMap explain(ImageSource picture, int target) throws IOException {
        return explainAll(feed.read(picture), target).get(0);
    }

    @Override
    public List<ActivationMap> explainAll(ImageBatch pictures, int... targets) {
        requireClasses(pictures.size(), targets);
        return smoothed
                ? AugmentationSmoothing.average(
                        network.run(pictures, Request.of(Output.INPUT)).get(Output.INPUT),
                        variant -> maps(variant, targets))
                : maps(pictures, targets);
    }

    private List<ActivationMap> maps(ImageBatch pictures, int... targets) {
        if (functions.size() == 1) {
            return ActivationMap.ofAll(functions.get(0).maps(pictures, targets));
        }
        int height = pictures.height();
        int width = pictures.width();
        float[][] sums = new float[pictures.size()][height * width];
        for (MapFunction function : functions) {
            List<ActivationMap> maps = ActivationMap.ofAll(function.maps(pictures, targets));
            for (int n = 0; n < sums.length; n++) {
                float[] map = maps.get(n).spreadAndResized(height, width);
                for (int i = 0; i < map.length; i++) {
                    sums[n][i] += map[i] / functions.size();
                }
            }
        }
        List<ActivationMap> together = new ArrayList<>();
        for (float[] sum : sums) {
            float[] spread = ActivationMap.of(height, width, sum).enlarge(height, width);
            together.add(ActivationMap.of(height, width, spread));
        }
        return together;
    }

    private void requireClasses(int pictures, int... targets) {
        if (targets.length != pictures) {
            throw new MetaFormerException("there are " + pictures + " pictures, but " + targets.length
                    + " classes to explain; give one for each picture");
        }
        int last = network.architecture().classes() - 1;
        for (int target : targets) {
            if (target < 0 || target > last) {
                throw new MetaFormerException(
                        "class " + target + " cannot be explained; the network has classes 0 to " + last);
            }
        }
    }
}
