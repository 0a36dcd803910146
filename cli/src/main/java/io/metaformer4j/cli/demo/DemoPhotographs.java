package io.metaformer4j.cli.demo;

import io.metaformer4j.cli.demo.DemoPage.Guess;
import io.metaformer4j.cli.demo.DemoPage.Photograph;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.explain.Explainer;
import io.metaformer4j.evaluation.explain.GradCam;
import io.metaformer4j.evaluation.page.DataUri;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bundled photographs, classified and explained. */
final class DemoPhotographs {

    private static final int DISPLAY_SIDE = 256;
    private static final int GUESSES = 3;

    /** The bundled photographs; CREDITS.md beside them says where they come from. */
    private static final List<Source> SOURCES = List.of(
            new Source("cat.jpg", "A cat", "Stefan van der Walt, CC0"),
            new Source("dog.jpg", "A young beagle", "Pexels, CC0"),
            new Source("horse.jpg", "A racehorse", "Pexels, CC0"),
            new Source("jet.jpg", "A T-45A Goshawk", "John A. Ivancic, U.S. Navy, public domain"),
            new Source("taxis.jpg", "Taxis in New York", "Pexels, CC0"),
            new Source("coffee.jpg", "A cup of coffee, which is none of the ten classes", "Rachel Michetti, CC0"));

    private record Source(String file, String title, String credit) {}

    private DemoPhotographs() {}

    static List<Photograph> classify(LoadedModel model) throws IOException {
        Classifier classifier = Classifier.of(model);
        List<StagePlan> stages = NetworkPlan.of(model.architecture()).stages();
        // The layer before the last halving: the last map would be too coarse to look at.
        Explainer explainer = GradCam.of(model, stages.get(stages.size() - 2).path());
        List<Photograph> photographs = new ArrayList<>();
        for (Source source : SOURCES) {
            photographs.add(classify(source, model, classifier, explainer));
        }
        return photographs;
    }

    private static Photograph classify(Source source, LoadedModel model, Classifier classifier, Explainer explainer)
            throws IOException {
        Picture picture = read(source.file());
        classifier.classify(picture, GUESSES); // the first pass of a network is slower
        long start = System.nanoTime();
        List<Prediction> predictions = classifier.classify(picture, GUESSES);
        double millis = (System.nanoTime() - start) / 1e6;
        Picture shown =
                EvalTransform.of(model.preprocessing().withSize(DISPLAY_SIDE)).apply(picture);
        Picture heatMap = explainer
                .explain(ImageSource.of(picture), predictions.get(0).index())
                .overlay(shown);
        List<Guess> guesses = predictions.stream()
                .map(prediction -> new Guess(prediction.label(), prediction.probability()))
                .toList();
        return new Photograph(
                source.title(),
                source.credit(),
                DataUri.png(shown),
                Optional.of(DataUri.png(heatMap)),
                guesses,
                millis);
    }

    private static Picture read(String name) throws IOException {
        try (InputStream stream = DemoPhotographs.class.getResourceAsStream("photographs/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("photograph " + name + " is missing from the distribution");
            }
            return ImageDecoder.standard().decode(stream, name);
        }
    }
}
