package io.metaformer4j.cli.predict;

import io.metaformer4j.cli.argument.DecodingArguments;
import io.metaformer4j.cli.argument.PreprocessingArguments;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.WorkersConverter;
import io.metaformer4j.evaluation.prediction.StreamOptions;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many pictures run through a network, and how a run goes on after an interruption. */
final class StreamArguments {

    @Option(
            names = "--batch-size",
            defaultValue = "64",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures in a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = WorkersConverter.class,
            description = "Threads that read and transform pictures (default: one for each core).")
    private Integer workers;

    @Option(names = "--skip-broken", description = "Leave out pictures that cannot be decoded, and count them.")
    private boolean skipBroken;

    @Option(
            names = "--resume",
            description = "Go on with what an interrupted command left beside the output; start if there is nothing.")
    private boolean resume;

    @Mixin
    private PreprocessingArguments changes;

    @Mixin
    private DecodingArguments decoding;

    boolean skipsBroken() {
        return skipBroken;
    }

    boolean resumes() {
        return resume;
    }

    /** The options for a model. */
    StreamOptions options(LoadedModel model, FailurePolicy brokenPictures) {
        StreamOptions options = StreamOptions.of(changes.apply(model.preprocessing()))
                .withDecoder(decoding.decoder())
                .withBatchSize(batchSize)
                .withBrokenPictures(brokenPictures);
        return workers == null ? options : options.withWorkers(workers);
    }
}
