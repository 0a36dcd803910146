package io.metaformer4j.cli.train;

import io.metaformer4j.cli.argument.InputChannelArguments;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.TypedCommand;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsPart;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The weights from which a new training starts, and the input that the network takes. */
final class WeightsArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--weights", "--initial-checkpoint"},
            defaultValue = "random",
            paramLabel = "WEIGHTS",
            description = "Where training starts: 'pretrained', hf:OWNER/NAME, an https address, a checkpoint file, or "
                    + "'random[:SEED]' (default: random). Classes that the weights know by name keep their rows of the "
                    + "classifier, others start fresh.")
    private WeightsSource weights;

    @Option(names = "--pretrained", description = "The same as --weights pretrained.")
    private boolean pretrained;

    @Mixin
    private InputChannelArguments channels;

    @Mixin
    private WeightsPartArguments part;

    @Option(
            names = "--head-21k-to-1k",
            description = "Make the classifier for ImageNet-1k from the rows of an ImageNet-21k one, instead of by the "
                    + "names of the classes.")
    private boolean head21kTo1k;

    /**
     * Refuses what means nothing together.
     *
     * @param resume whether a run goes on, which has its own weights
     */
    void requireUsable(boolean resume) {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--weights");
        if (pretrained && given) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--pretrained is --weights pretrained, and there is another --weights besides; leave one out");
        }
        if (resume && (given || pretrained || head21kTo1k || !part.read().equals(WeightsPart.ANY))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--weights, the choice of their part and --head-21k-to-1k are for a new run; with --resume it goes"
                            + " on with its own");
        }
        if (head21kTo1k && !isFineTuning()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--head-21k-to-1k needs weights for ImageNet-21k, but training starts from random ones; add"
                            + " --weights, or leave it out");
        }
    }

    private WeightsSource chosen() {
        return pretrained ? new WeightsSource.Pretrained() : weights;
    }

    /** Whether training starts from weights that were trained before. */
    boolean isFineTuning() {
        return pretrained || !weights.isFresh();
    }

    /**
     * Where the weights are from, as they were named.
     *
     * @return the source; empty if they are drawn
     */
    Optional<String> source() {
        return isFineTuning() ? Optional.of(TypedCommand.withoutSecrets(chosen().toString())) : Optional.empty();
    }

    /**
     * How many channels the input of the network has.
     *
     * @param own the model as it is without being asked otherwise
     * @return the number that was given, or its own
     */
    int inputChannels(ModelDescription own) {
        return channels.given().orElse(own.architecture().inputChannels());
    }

    /**
     * Loads the weights and tells what of them is fresh.
     *
     * @param model name or path of the model
     * @param classNames names of the classes to learn
     * @param seed seed of what is fresh
     * @return the weights; empty if all are to be drawn from the seed of the recipe
     * @throws IOException if a file cannot be read or fetched
     */
    Optional<Map<String, WeightTensor>> weights(String model, List<String> classNames, long seed) throws IOException {
        ModelRequest request = ModelRequest.of(model).withWeights(chosen()).withPart(part.read());
        if (channels.given().isPresent()) {
            request = request.withInputChannels(channels.given().getAsInt());
        }
        StartingWeights start = new StartingWeights(spec.commandLine().getErr());
        return head21kTo1k
                ? Optional.of(start.weightsFrom21k(request, classNames, seed))
                : start.weights(request, classNames, seed);
    }
}
