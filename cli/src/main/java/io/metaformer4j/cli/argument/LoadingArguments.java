package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.models.ModelRequest;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is made of its weights, whichever model it is. */
public final class LoadingArguments {

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Classes of the weights, if they are not those of the published model.")
    private Integer classes;

    @Option(
            names = "--fresh-head",
            description = "Take stem and stages from the weights only; the classifier, or the norms of a feature "
                    + "backbone, start fresh.")
    private boolean freshHead;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "What computes the network, one of those that 'metaformer doctor' lists (default: cpu for answers on "
                            + "processors; torch for graphics cards, gradients, and precisions that cpu lacks).")
    private Engine engine;

    @Mixin
    private InputChannelArguments channels;

    @Mixin
    private WeightsPartArguments part;

    /**
     * A model with what was given for it.
     *
     * @param name what the user calls it
     * @param wanted the model and its weights
     * @return the same with classes, head, channels, part and engine as they were given
     */
    NamedModel apply(String name, ModelRequest wanted) {
        ModelRequest request = wanted.withPart(part.read());
        if (freshHead) {
            request = request.withFreshHead();
        }
        if (classes != null) {
            request = request.withClasses(classes);
        }
        if (channels.given().isPresent()) {
            request = request.withInputChannels(channels.given().getAsInt());
        }
        return new NamedModel(name, request, Optional.ofNullable(engine));
    }
}
