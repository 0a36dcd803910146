package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.pictures.BatchArguments;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many pictures run through a network, and how a run goes on after an interruption. */
final class StreamArguments {

    @Mixin
    private BatchArguments batches;

    @Option(
            names = "--resume",
            description = "Go on with what an interrupted command left beside the output; start if there is nothing.")
    private boolean resume;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private DecodingArguments decoding;

    boolean skipsBroken() {
        return batches.reading().skipsBroken();
    }

    boolean resumes() {
        return resume;
    }

    /** The options for a model. */
    StreamOptions options(LoadedModel model, FailurePolicy brokenPictures) {
        return StreamOptions.of(changes.apply(model.preprocessing()))
                .withDecoder(decoding.decoder())
                .withBatchSize(batches.size())
                .withWorkers(batches.reading().workers())
                .withBrokenPictures(brokenPictures);
    }
}
