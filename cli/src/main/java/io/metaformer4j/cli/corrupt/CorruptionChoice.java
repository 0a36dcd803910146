package io.metaformer4j.cli.corrupt;

import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which corruptions pictures get. */
final class CorruptionChoice {

    private static final String BENCHMARK = "benchmark";
    private static final String EXTRA = "extra";
    private static final String ALL = "all";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "NAME",
            description = "Corruptions by name with commas between them, or benchmark (15), extra (4), all "
                    + "(default: benchmark).")
    private List<String> types;

    @Option(
            names = "--severity",
            split = ",",
            paramLabel = "N",
            description = "Severities from 1 to 5 with commas between them (default: all five).")
    private List<Integer> severities;

    /** Whether anything was chosen. */
    boolean given() {
        return types != null || severities != null;
    }

    /** What was chosen, each once, in the order of the benchmark. */
    List<CorruptionLevel> levels() {
        List<CorruptionLevel> levels = new ArrayList<>();
        try {
            Set<Corruption> chosen = new TreeSet<>();
            for (String type : types == null ? List.of(BENCHMARK) : types) {
                chosen.addAll(named(type));
            }
            for (Corruption corruption : chosen) {
                for (int level : new TreeSet<>(severities == null ? List.of(1, 2, 3, 4, 5) : severities)) {
                    levels.add(new CorruptionLevel(corruption, new Severity(level)));
                }
            }
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return levels;
    }

    private static Collection<Corruption> named(String type) {
        return switch (type) {
            case BENCHMARK -> Corruption.benchmark();
            case EXTRA -> Corruption.extra();
            case ALL -> Arrays.asList(Corruption.values());
            default -> List.of(Corruption.named(type));
        };
    }
}
