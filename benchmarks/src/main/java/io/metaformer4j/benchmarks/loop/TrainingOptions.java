package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the benchmarks that train. */
public final class TrainingOptions {

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "train, accuracy: height and width of the network's input (${DEFAULT-VALUE})")
    private int size = 64;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "train, accuracy: pictures of an update (${DEFAULT-VALUE})")
    private int batch = 32;

    @Option(names = "--updates", paramLabel = "N", description = "train: updates of a turn (${DEFAULT-VALUE})")
    private int updates = 12;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "train, accuracy: our threads and timm's processes that load pictures (${DEFAULT-VALUE})")
    private int workers = 1;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description =
                    "train, accuracy: copies of our network that share a batch, one thread each (${DEFAULT-VALUE},"
                            + " which uses all threads)")
    private int replicas = 1;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "train, accuracy: precisions of the forward pass (${DEFAULT-VALUE})")
    private List<String> precisions = List.of("fp32", "bf16");

    @Option(names = "--no-mixing", description = "train, accuracy: without mixup and CutMix")
    private boolean unmixed;

    @Option(
            names = "--validation",
            paramLabel = "DIR",
            description = "accuracy: class folders of other pictures than those of --images, with the same names")
    private Optional<Path> validation = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", description = "accuracy: runs of each side (${DEFAULT-VALUE})")
    private int seeds = 3;

    @Option(names = "--epochs", paramLabel = "N", description = "accuracy: length of a run (${DEFAULT-VALUE})")
    private int epochs = 10;

    /**
     * How both sides train.
     *
     * @return the settings
     * @throws MetaFormerException if they are impossible
     */
    public LoopSettings settings() {
        List<Precision> parsed = precisions.stream().map(Precision::parse).toList();
        if (parsed.contains(Precision.FLOAT16)) {
            throw new MetaFormerException(
                    "training in half precision is not compared; --precision takes fp32 and bf16");
        }
        return new LoopSettings(size, batch, updates, workers, replicas, parsed, !unmixed);
    }

    /**
     * What runs are validated on.
     *
     * @return a folder of class folders, if one was named
     */
    public Optional<Path> validation() {
        return validation;
    }

    /**
     * How many runs are compared.
     *
     * @return runs of each side, at least 1
     */
    public int seeds() {
        return atLeastOne("--seeds", seeds);
    }

    /**
     * How long they are.
     *
     * @return epochs, at least 1
     */
    public int epochs() {
        return atLeastOne("--epochs", epochs);
    }

    private static int atLeastOne(String option, int number) {
        if (number < 1) {
            throw new MetaFormerException(option + " " + number + " must be at least 1");
        }
        return number;
    }
}
