package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.training.distributed.RankEnvironment;
import io.metaformer4j.vision.loader.Partition;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which share of the pictures this process measures. */
final class ShareArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--num-shards",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Measure one of N shares of the pictures; the process that ends last adds them up (default: "
                    + "WORLD_SIZE, or all of them).")
    private Integer shards;

    @Option(
            names = "--shard-index",
            paramLabel = "I",
            converter = CountOrZeroConverter.class,
            description = "Which share, from 0 (default: RANK).")
    private Integer index;

    /** The share, which is everything for a single process. */
    Partition share() {
        if ((shards == null) != (index == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--num-shards and --shard-index belong together; give both of them, or none");
        }
        if (shards == null) {
            RankEnvironment environment = RankEnvironment.of(System.getenv());
            return new Partition(environment.rank(), environment.size());
        }
        if (index >= shards) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--shard-index " + index + " is none of the " + shards
                            + " of --num-shards, which are counted from 0");
        }
        return new Partition(index, shards);
    }
}
