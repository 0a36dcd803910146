package io.metaformer4j.cli.data;

import io.metaformer4j.cli.argument.converter.ByteSizeConverter;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.pack.PackOptions;
import io.metaformer4j.vision.data.pack.ShardPacker;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Packs a data set into the shards of a WebDataset. */
@Command(
        name = "pack",
        description = {
            "Pack a data set into WebDataset shards: NAME-000000.tar and following, and classes.json with the names.",
            "Image files keep their bytes. Called again, it goes on where it was interrupted and keeps what is there."
        })
public final class DataPackCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatasetArguments data;

    @Parameters(index = "1", paramLabel = "OUT", description = "Folder for the shards; created if need be.")
    private Path output;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the shards are called (default: the split, or 'data' without one).")
    private String name;

    @ArgGroup
    private Limit limit;

    @Option(
            names = "--shuffle",
            paramLabel = "SEED",
            description = "Pack in a random order, the same for the same seed (default: in the order of DATA).")
    private Long shuffle;

    @Mixin
    private JsonOutput json;

    /** How much a shard holds. */
    private static final class Limit {
        @Option(
                names = "--shard-size",
                paramLabel = "BYTES",
                converter = ByteSizeConverter.class,
                description = "Largest size of a shard, e.g. 500MB or 2GiB (default: 1GB).")
        private Long bytes;

        @Option(
                names = "--samples",
                paramLabel = "N",
                converter = CountConverter.class,
                description = "Pictures of a shard, whatever their size.")
        private Integer samples;
    }

    @Override
    public Integer call() throws IOException {
        PackOptions options = options();
        requireOutside();
        PrintWriter err = spec.commandLine().getErr();
        try (Dataset<ClassTarget> dataset = data.open(err)) {
            ShardPacker.Result result;
            try (CommandProgress progress = CommandProgress.start(err, "pack", dataset.size(), " images")) {
                result = ShardPacker.pack(dataset, output, options, done -> progress.at(done, ""));
            }
            report(spec.commandLine().getOut(), options, result);
        }
        return 0;
    }

    private PackOptions options() {
        PackOptions options;
        try {
            options = PackOptions.of(name == null ? data.split().orElse("data") : name);
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + " (--name)", e);
        }
        if (limit != null) {
            options = limit.bytes == null ? options.withSamples(limit.samples) : options.withMaxBytes(limit.bytes);
        }
        return shuffle == null ? options : options.withShuffle(shuffle);
    }

    /** Shards among the pictures would be taken for data the next time. */
    private void requireOutside() throws IOException {
        if (DataAccess.isWeb(data.location())) {
            return;
        }
        Path folder = Path.of(data.location());
        if (Files.isDirectory(folder) && LinkedPath.lies(output, folder)) {
            throw new ParameterException(
                    spec.commandLine(), "OUT '" + output + "' is inside of DATA; choose a folder outside of it");
        }
    }

    private void report(PrintWriter out, PackOptions options, ShardPacker.Result result) {
        String shards = output.resolve(
                        String.format(Locale.ROOT, "%s-{000000..%06d}.tar", options.name(), result.shards() - 1))
                .toString();
        if (json.enabled()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("shards", shards);
            document.put("pictures", result.samples());
            document.put("count", result.shards());
            document.put("kept", result.kept());
            JsonOutput.print(out, document);
            return;
        }
        String kept = result.kept() == 0 ? "" : " (" + result.kept() + " of them there already and right)";
        out.println(result.samples() + (result.samples() == 1 ? " picture in " : " pictures in ") + result.shards()
                + (result.shards() == 1 ? " shard" : " shards") + kept + ": " + shards);
    }
}
