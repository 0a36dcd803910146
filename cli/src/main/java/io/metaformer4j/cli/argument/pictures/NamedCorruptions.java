package io.metaformer4j.cli.argument.pictures;

import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Corruptions and severities as users name them.
 *
 * @param names names of corruptions and of groups of them, as they were given
 * @param severities severities as they were given
 */
public record NamedCorruptions(Optional<List<String>> names, Optional<List<Integer>> severities) {

    /** What an option says about names of corruptions. */
    public static final String NAMES_HELP = "Corruptions by their names with commas between them, or benchmark (15), "
            + "extra (4), all (default: benchmark).";

    /** What an option says about severities. */
    public static final String SEVERITIES_HELP = "Severities from 1 to 5 with commas between them (default: all five).";

    private static final String BENCHMARK = "benchmark";
    private static final String EXTRA = "extra";
    private static final String ALL = "all";

    /**
     * What two options say.
     *
     * @param names names of corruptions; null if the option was not given
     * @param severities severities; null if the option was not given
     * @return both
     */
    public static NamedCorruptions of(List<String> names, List<Integer> severities) {
        return new NamedCorruptions(Optional.ofNullable(names), Optional.ofNullable(severities));
    }

    /**
     * Whether anything was chosen.
     *
     * @return whether one of the options was given
     */
    public boolean given() {
        return names.isPresent() || severities.isPresent();
    }

    /**
     * What was chosen, each once, in the order of the benchmark and of severity.
     *
     * @param line the command, for errors
     * @param namesOption the option that has the names, for errors
     * @param severitiesOption the option that has the severities, for errors
     * @return the 15 corruptions of the benchmark in all severities, if nothing was chosen
     * @throws ParameterException if there is no such corruption or severity
     */
    public List<CorruptionLevel> levels(CommandLine line, String namesOption, String severitiesOption) {
        Set<Corruption> corruptions = new TreeSet<>();
        for (String name : names.orElse(List.of(BENCHMARK))) {
            try {
                corruptions.addAll(named(name.strip()));
            } catch (MetaFormerException e) {
                throw new ParameterException(line, e.getMessage() + " (" + namesOption + ")", e);
            }
        }
        List<CorruptionLevel> levels = new ArrayList<>();
        for (Corruption corruption : corruptions) {
            for (int level : new TreeSet<>(severities.orElse(List.of(1, 2, 3, 4, 5)))) {
                try {
                    levels.add(new CorruptionLevel(corruption, new Severity(level)));
                } catch (MetaFormerException e) {
                    throw new ParameterException(line, e.getMessage() + " (" + severitiesOption + ")", e);
                }
            }
        }
        return levels;
    }

    private static Collection<Corruption> named(String name) {
        return switch (name) {
            case BENCHMARK -> Corruption.benchmark();
            case EXTRA -> Corruption.extra();
            case ALL -> Arrays.asList(Corruption.values());
            default -> List.of(Corruption.named(name));
        };
    }
}
