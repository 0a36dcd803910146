package io.metaformer4j.weights.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Words for {@link Mismatches}: one line for an error, and a complete list.
 *
 * @param source where the weights come from, for instance {@code weights 'x.pth'}
 * @param target what they were meant for, for instance {@code caformer_s18}
 * @param dialect how their names were read
 * @param mismatches what does not fit
 * @param hints what could fix it, as clauses
 */
public record MismatchReport(String source, String target, String dialect, Mismatches mismatches, List<String> hints) {

    /** Groups that the one line shows of each kind. */
    private static final int SHOWN = 3;

    private record Section(String title, int count, List<String> lines) {
        boolean isShortened() {
            return lines.size() > SHOWN;
        }

        String brief() {
            String more = isShortened() ? ", and more" : "";
            return count + " " + title + " (" + String.join(", ", lines.subList(0, Math.min(SHOWN, lines.size())))
                    + more + ")";
        }
    }

    /** One sentence: how much of each kind, the first of each, and how to fix it. */
    String brief() {
        List<String> parts = sections().stream().map(Section::brief).toList();
        return source + " do not fit " + target + ": " + String.join("; ", parts)
                + (hints.isEmpty() ? "" : "; " + String.join("; ", hints));
    }

    /** Whether the one sentence leaves something out. */
    boolean isShortened() {
        return sections().stream().anyMatch(Section::isShortened);
    }

    /** Every mismatch, equal ones grouped, one group on each line. */
    String complete() {
        StringBuilder text = new StringBuilder()
                .append(source)
                .append(" do not fit ")
                .append(target)
                .append("; read as ")
                .append(dialect);
        for (Section section : sections()) {
            text.append("\n  ")
                    .append(section.count())
                    .append(' ')
                    .append(section.title())
                    .append(':');
            section.lines().forEach(line -> text.append("\n    ").append(line));
        }
        hints.forEach(hint -> text.append("\n  ").append(hint));
        return text.toString();
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        add(
                sections,
                "missing",
                mismatches.missing().size(),
                NameGroups.of(mismatches.missing(), Mismatches.Missing::name, missing -> " " + missing.shape()));
        add(
                sections,
                "unexpected",
                mismatches.unexpected().size(),
                NameGroups.of(
                        mismatches.unexpected(), Mismatches.Unexpected::name, unexpected -> " " + unexpected.found()));
        add(
                sections,
                "mismatched",
                mismatches.mismatched().size(),
                NameGroups.of(mismatches.mismatched(), Mismatches.Mismatched::name, MismatchReport::contrast));
        add(
                sections,
                "with NaN or infinite values",
                mismatches.nonFinite().size(),
                mismatches.nonFinite().stream()
                        .map(tensor -> tensor.name() + " from element " + tensor.index())
                        .toList());
        return sections;
    }

    private static void add(List<Section> sections, String title, int count, List<String> lines) {
        if (count > 0) {
            sections.add(new Section(title, count, lines));
        }
    }

    private static String contrast(Mismatches.Mismatched tensor) {
        return " is " + tensor.found() + ", expected " + tensor.expected()
                + (tensor.transposed() ? ", perhaps transposed" : "");
    }
}
