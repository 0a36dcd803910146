package io.metaformer4j.cli.speed;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.speed.NetworkProfile;
import io.metaformer4j.evaluation.speed.ProfilePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A profile for people to read.
 *
 * @param label what it is of
 * @param profile what came out
 */
record ProfileReport(String label, NetworkProfile profile) {

    private static final double MILLI = 1e3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    /** Rows from which on a table of a page is folded away. */
    private static final int MANY = 20;

    /** Headings of columns of words. */
    private static final Set<String> WORDS = Set.of("step", "kind", "limit", "kind of step", "stage");

    /** One of the tables; the first row is its heading. */
    private record Table(String title, List<List<String>> rows) {}

    /** The tables and the sums as text. */
    String toText() {
        StringBuilder text = new StringBuilder("\nprofile of ").append(label).append('\n');
        for (Table table : tables()) {
            TextTable lines = new TextTable();
            table.rows().forEach(row -> lines.row(row.toArray(String[]::new)));
            text.append(lines.render()).append('\n');
        }
        sentences().forEach(sentence -> text.append(sentence).append('\n'));
        return text.toString();
    }

    /** The sums as a part of a page, and the steps folded away. */
    String toHtml() {
        StringBuilder html = new StringBuilder("<section><h2>Where the time goes: ")
                .append(Html.escape(label))
                .append("</h2>\n");
        for (Table table : tables()) {
            boolean folded = table.rows().size() > MANY;
            String title = Html.escape(table.title());
            html.append(folded ? "<details><summary>" + title + "</summary>\n" : "<h3>" + title + "</h3>\n");
            html.append(html(table)).append(folded ? "</details>\n" : "");
        }
        sentences().forEach(sentence -> html.append("<p class=\"note\">")
                .append(Html.lines(sentence))
                .append("</p>\n"));
        return html.append("</section>\n").toString();
    }

    private static String html(Table table) {
        List<String> headings = table.rows().get(0);
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"wide\"><thead>");
        for (int i = 0; i < table.rows().size(); i++) {
            String cell = i == 0 ? "th" : "td";
            html.append("<tr>");
            for (int k = 0; k < headings.size(); k++) {
                String style = WORDS.contains(headings.get(k)) ? "" : " class=\"number\"";
                String text = Html.escape(table.rows().get(i).get(k));
                html.append(Html.format("<%s%s>%s</%s>", cell, style, text, cell));
            }
            html.append(i == 0 ? "</tr></thead><tbody>\n" : "</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private List<Table> tables() {
        return List.of(
                new Table("Steps", steps()),
                new Table("Kinds of step", sums("kind of step", profile.byKind())),
                new Table("Stages", sums("stage", profile.byStage())));
    }

    private List<List<String>> steps() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(heading("step", "kind"));
        for (int i = 0; i < profile.steps().size(); i++) {
            ProfilePart step = profile.steps().get(i);
            rows.add(row(
                    step,
                    profile.work().get(i).kind().label(),
                    step.limit().name().toLowerCase(Locale.ROOT)));
        }
        return rows;
    }

    private List<List<String>> sums(String what, List<ProfilePart> parts) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(heading(what, "steps"));
        for (ProfilePart part : parts) {
            rows.add(row(part, String.valueOf(part.steps()), share(part.nearness())));
        }
        ProfilePart all = profile.allSteps();
        rows.add(row(all, String.valueOf(all.steps()), share(all.nearness())));
        return rows;
    }

    private static List<String> heading(String first, String second) {
        return List.of(
                first,
                second,
                "ms",
                "of pass",
                "waiting ms",
                "MMAC",
                "MB",
                "GFLOP/s",
                "of products",
                "of copies",
                second.equals("kind") ? "limit" : "nearness");
    }

    private List<String> row(ProfilePart part, String second, String last) {
        return List.of(
                part.name(),
                second,
                number("%.3f", part.time().seconds() * MILLI),
                share(part.time().seconds() / profile.passes().median()),
                number("%.3f", part.time().waiting() * MILLI),
                number("%.1f", part.macs() / MEGA),
                number("%.2f", part.bytes() / MEGA),
                number("%.1f", part.gigaflops()),
                share(part.productShare()),
                share(part.memoryShare()),
                last);
    }

    private List<String> sentences() {
        StringBuilder rates = new StringBuilder("machine in this run: products of ");
        profile.rates().products().forEach((format, rate) -> rates.append(number("%.0f GFLOP/s in ", 2 * rate / GIGA))
                .append(format.word())
                .append(", "));
        rates.append(number("copies of %.1f GB/s among maps", profile.rates().maps() / GIGA))
                .append(number(" and %.1f GB/s among weights", profile.rates().weights() / GIGA));
        ProfilePart all = profile.allSteps();
        String whole = number(
                "a pass took %.3f ms (median of %d), %.3f ms of them outside of steps; at the machine's rates it would"
                        + " take %.3f ms: %.0f %% are reached",
                profile.passes().median() * MILLI,
                profile.passes().seconds().size(),
                profile.outside() * MILLI,
                all.bounds().least() * MILLI,
                profile.nearness() * PERCENT);
        String machine = "the machine was " + profile.machine().word() + ": "
                + profile.machine().reason();
        return List.of(rates.toString(), whole, machine);
    }

    private static String share(double share) {
        return number("%.0f%%", share * PERCENT);
    }

    private static String number(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
