package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.argument.pictures.NamedCorruptions;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.evaluation.robustness.ImageNetC;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which corruptions at which severities. */
final class CorruptionArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--corruptions", split = ",", paramLabel = "NAME", description = NamedCorruptions.NAMES_HELP)
    private List<String> corruptions;

    @Option(names = "--severities", split = ",", paramLabel = "N", description = NamedCorruptions.SEVERITIES_HELP)
    private List<Integer> severities;

    /** Whether anything was chosen. */
    boolean given() {
        return NamedCorruptions.of(corruptions, severities).given();
    }

    /** What was chosen, in the order of the benchmark. */
    List<CorruptionLevel> levels() {
        return NamedCorruptions.of(corruptions, severities).levels(spec.commandLine(), "--corruptions", "--severities");
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
}
