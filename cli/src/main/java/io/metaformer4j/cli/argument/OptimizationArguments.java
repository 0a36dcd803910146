package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.optimization.AveragingArguments;
import io.metaformer4j.cli.argument.optimization.ClippingArguments;
import io.metaformer4j.cli.argument.optimization.FreezingArguments;
import io.metaformer4j.cli.argument.optimization.OptimizerArguments;
import io.metaformer4j.cli.argument.optimization.RateArguments;
import io.metaformer4j.cli.argument.optimization.ScheduleArguments;
import io.metaformer4j.training.recipe.Optimization;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the weights change: optimizer, rate over time, freezing, clipping and averaging. What is not given stays as it is. */
final class OptimizationArguments {

    @Mixin
    private OptimizerArguments optimizer;

    @Mixin
    private RateArguments rate;

    @Mixin
    private ScheduleArguments schedule;

    @Option(
            names = "--layer-decay",
            paramLabel = "SHARE",
            converter = FractionConverter.class,
            description = "Learning rate of a layer, twelve tensors, divided by that of the layer behind it; 1 for one "
                    + "rate (default: 1).")
    private Double layerDecay;

    @Mixin
    private FreezingArguments freezing;

    @Mixin
    private ClippingArguments clipping;

    @Mixin
    private AveragingArguments averaging;

    /** The optimization with what was given. */
    Optimization optimization(Optimization base) {
        Optimization changed = base.withOptimizer(optimizer.optimizer(base.optimizer()))
                .withSchedule(schedule.schedule(base.schedule()))
                .withLayerDecay(GivenOptions.or(layerDecay, base.layerDecay()))
                .withFreezing(freezing.freezing(base.freezing()))
                .withClipping(clipping.clipping(base.clipping()))
                .withAveraging(averaging.averaging(base.averaging()));
        return rate.rate(changed, base.optimizer());
    }
}
