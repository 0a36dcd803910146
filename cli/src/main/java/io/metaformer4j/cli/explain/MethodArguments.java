package io.metaformer4j.cli.explain;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.evaluation.explain.ExplanationMethod;
import io.metaformer4j.evaluation.explain.ExplanationSettings;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How pictures are explained. */
final class MethodArguments {

    private static final String ALL = "all";

    /** These reduce channels by eigenvectors anyway. */
    private static final Set<ExplanationMethod> ALWAYS_SMOOTH =
            Set.of(ExplanationMethod.EIGEN_CAM, ExplanationMethod.EIGEN_GRAD_CAM);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            split = ",",
            defaultValue = "gradcam",
            description = "gradcam, gradcam++, hirescam, xgradcam, layercam, gradcamelementwise, eigencam, "
                    + "eigengradcam, scorecam, ablationcam, fullgrad or integratedgradients; several with commas, or "
                    + "all (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--module",
            paramLabel = "MODULE",
            split = ",",
            description = "Explain by the output of a module, such as stages.2 or stages.3.blocks.0; the maps of "
                    + "several are averaged (default: the last stage).")
    private List<String> modules;

    @Option(
            names = "--aug-smooth",
            description = "Average over the picture and its mirror image, each at three brightnesses.")
    private boolean augmentationSmoothing;

    @Option(names = "--eigen-smooth", description = "Show what most channels have in common, in place of their sum.")
    private boolean eigenSmoothing;

    @Option(
            names = "--channels",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Let scorecam and ablationcam try the N channels that vary most (default: all).")
    private Integer channels;

    @Option(
            names = "--steps",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Points at which integratedgradients takes gradients (default: 64).")
    private Integer steps;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Variants of a picture that run together, where many are tried (default: 16).")
    private Integer batchSize;

    /** How many variants of a picture run together. */
    int batchSize() {
        return GivenOptions.or(batchSize, ExplanationSettings.STANDARD_BATCH_SIZE);
    }

    /**
     * The methods in the order in which they were named, each once. What only some of them know is left out for the others.
     *
     * @param measured whether explanations are measured, which also tries variants of a picture
     * @throws ParameterException if there is no such method, or an option means nothing to any of them
     */
    List<ExplanationSettings> settings(boolean measured) {
        Set<ExplanationMethod> chosen = chosen();
        Predicate<ExplanationMethod> tries =
                Set.of(ExplanationMethod.SCORE_CAM, ExplanationMethod.ABLATION_CAM)::contains;
        Predicate<ExplanationMethod> integrates = ExplanationMethod.INTEGRATED_GRADIENTS::equals;
        Predicate<ExplanationMethod> smoothed = any -> any.looksAtModules() && !ALWAYS_SMOOTH.contains(any);
        require(chosen, "--module", modules != null, ExplanationMethod::looksAtModules);
        require(chosen, "--eigen-smooth", eigenSmoothing, smoothed);
        require(chosen, "--channels", channels != null, tries);
        require(chosen, "--steps", steps != null, integrates);
        require(chosen, "--batch-size", batchSize != null && !measured, tries.or(integrates));
        List<ExplanationSettings> settings = new ArrayList<>();
        for (ExplanationMethod method : chosen) {
            boolean byModules = method.looksAtModules();
            settings.add(new ExplanationSettings(
                    method,
                    byModules && modules != null ? List.copyOf(new LinkedHashSet<>(modules)) : List.of(),
                    augmentationSmoothing,
                    eigenSmoothing && smoothed.test(method),
                    batchSize(),
                    GivenOptions.or(channels, Integer.MAX_VALUE),
                    GivenOptions.or(steps, ExplanationSettings.STANDARD_STEPS)));
        }
        return settings;
    }

    private Set<ExplanationMethod> chosen() {
        Set<ExplanationMethod> chosen = new LinkedHashSet<>();
        for (String name : methods) {
            if (name.strip().equalsIgnoreCase(ALL)) {
                chosen.addAll(List.of(ExplanationMethod.values()));
                continue;
            }
            try {
                chosen.add(ExplanationMethod.named(name.strip()));
            } catch (MetaFormerException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }
        return chosen;
    }

    private void require(
            Set<ExplanationMethod> chosen, String option, boolean given, Predicate<ExplanationMethod> knows) {
        if (given && chosen.stream().noneMatch(knows)) {
            List<String> names = chosen.stream().map(ExplanationMethod::label).toList();
            throw new ParameterException(
                    spec.commandLine(),
                    option + " means nothing to " + String.join(", ", names)
                            + "; leave it out, or name a method that knows it");
        }
    }
}
