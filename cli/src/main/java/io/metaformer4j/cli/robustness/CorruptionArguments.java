package io.metaformer4j.cli.robustness;

import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.evaluation.robustness.ImageNetC;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which corruptions at which severities. */
final class CorruptionArguments {

    private static final String BENCHMARK = "benchmark";
    private static final String EXTRA = "extra";
    private static final String ALL = "all";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--corruptions",
            split = ",",
            paramLabel = "NAME",
            description = "Corruptions by their names with commas between them, or benchmark (15), extra (4), all "
                    + "(default: benchmark).")
    private List<String> corruptions;

    @Option(
            names = "--severities",
            split = ",",
            paramLabel = "N",
            description = "Severities from 1 to 5 with commas between them (default: all five).")
    private List<Integer> severities;

    /** Whether anything was chosen. */
    boolean given() {
        return corruptions != null || severities != null;
    }

    /** What was chosen, in the order of the benchmark. */
    List<CorruptionLevel> levels() {
        List<CorruptionLevel> levels = new ArrayList<>();
        for (Corruption corruption : chosen()) {
            for (Severity severity : severities()) {
                levels.add(new CorruptionLevel(corruption, severity));
            }
        }
        return levels;
    }

    /** What was chosen and is there; what was chosen by name must be there. */
    List<CorruptionLevel> levels(ImageNetC pictures) {
        List<CorruptionLevel> there = new ArrayList<>(levels());
        there.retainAll(pictures.levels());
        List<CorruptionLevel> missing = new ArrayList<>(levels());
        missing.removeAll(there);
        for (CorruptionLevel level : missing) {
            if (there.isEmpty() || isNamed(level, pictures.levels())) {
                throw new MetaFormerException("the folder of ImageNet-C has no pictures of " + level
                        + "; choose others with --corruptions and --severities, or unpack their archive");
            }
        }
        return there;
    }

    /** Whether what is not there was asked for: a severity of a corruption that is, or a corruption. */
    private boolean isNamed(CorruptionLevel missing, List<CorruptionLevel> there) {
        boolean otherSeverities = there.stream().anyMatch(level -> level.corruption() == missing.corruption());
        return otherSeverities ? severities != null : corruptions != null;
    }

    private Set<Corruption> chosen() {
        Set<Corruption> chosen = new TreeSet<>();
        for (String name : corruptions == null ? List.of(BENCHMARK) : corruptions) {
            switch (name) {
                case BENCHMARK -> chosen.addAll(Corruption.benchmark());
                case EXTRA -> chosen.addAll(Corruption.extra());
                case ALL -> chosen.addAll(Arrays.asList(Corruption.values()));
                default -> chosen.add(named(name));
            }
        }
        return chosen;
    }

    private Corruption named(String name) {
        try {
            return Corruption.named(name);
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + " (--corruptions)", e);
        }
    }

    private Set<Severity> severities() {
        Set<Severity> chosen = new LinkedHashSet<>();
        try {
            for (int level : new TreeSet<>(severities == null ? List.of(1, 2, 3, 4, 5) : severities)) {
                chosen.add(new Severity(level));
            }
        } catch (MetaFormerException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + " (--severities)", e);
        }
        return chosen;
    }
}
