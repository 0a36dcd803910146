package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import picocli.CommandLine.Option;

/** Which part of the network learns. What is not given stays as it is. */
public final class FreezingArguments {

    private static final String NONE = "none";

    @Option(
            names = "--freeze",
            paramLabel = "MODULE",
            split = ",",
            description = "Modules that stay as they are, such as stem,stages.0, or none (default: none).")
    private List<String> modules;

    @Option(
            names = "--head-only",
            description = "Let only the last linear layer learn; everything before it is frozen, which is fast.")
    private boolean headOnly;

    /**
     * The freezing with what was given.
     *
     * @param base that of the recipe
     * @return the freezing that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public Freezing freezing(Freezing base) {
        if (headOnly && modules != null) {
            throw new MetaFormerException("--head-only freezes everything but the classifier, so that --freeze means"
                    + " nothing; leave either out");
        }
        if (headOnly) {
            return Freezing.ALL_BUT_CLASSIFIER;
        } else if (modules == null) {
            return base;
        }
        return modules.equals(List.of(NONE)) ? Freezing.NONE : Freezing.of(modules);
    }
}
