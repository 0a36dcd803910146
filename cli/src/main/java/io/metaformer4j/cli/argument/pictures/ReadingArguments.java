package io.metaformer4j.cli.argument.pictures;

import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.WorkersConverter;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import picocli.CommandLine.Option;

/** How many threads read pictures, and what becomes of those that cannot be read. */
public final class ReadingArguments {

    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = WorkersConverter.class,
            description = "Threads that read and transform pictures (default: one for each core).")
    private Integer workers;

    @Option(names = "--skip-broken", description = "Leave out pictures that cannot be decoded, and count them.")
    private boolean skipBroken;

    /**
     * How many threads read and transform pictures.
     *
     * @return what was given, or one for each core; 0 for none besides the one that runs the network
     */
    public int workers() {
        return GivenOptions.or(workers, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Whether pictures that cannot be decoded are left out.
     *
     * @return whether that was asked for
     */
    public boolean skipsBroken() {
        return skipBroken;
    }

    /**
     * What becomes of a picture that cannot be decoded, where one ends the command unless it was told otherwise.
     *
     * @return what was asked for
     */
    public FailurePolicy brokenPictures() {
        return skipBroken ? FailurePolicy.SKIP_AND_COUNT : FailurePolicy.FAIL;
    }
}
