package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the dialect of a checkpoint by its names.
 *
 * <p>Every network of the family has a stem convolution. Its name tells the dialect, and what stands before it is the
 * prefix of a wrapper or of a larger model. Where several dialects share the name of the stem, some other name decides.
 */
public final class Dialects {

    /** What some write directly before the names of averaged weights. */
    private static final String AVERAGE_MARK = "ema_";

    private Dialects() {}

    /**
     * Finds the dialect of a set of names.
     *
     * @param names names of tensors in a checkpoint
     * @return the dialect and the names in it
     * @throws UnknownDialectException if the names belong to no known dialect, or two networks lie beside each other
     */
    public static DialectMatch detect(Collection<String> names) {
        return detect(names, prefix(names));
    }

    /**
     * Finds the dialect of those names that have a given prefix.
     *
     * @param names names of tensors in a checkpoint
     * @param prefix what stands before every name of the network; the others are left out
     * @return the dialect and the names in it
     * @throws UnknownDialectException if the names belong to no known dialect
     */
    public static DialectMatch detect(Collection<String> names, String prefix) {
        Set<String> inside = new LinkedHashSet<>();
        for (String name : names) {
            if (name.startsWith(prefix)) {
                inside.add(name.substring(prefix.length()));
            }
        }
        DialectRules.Rule rule = DialectRules.find(inside).orElseThrow(() -> unknown(names, prefix));
        return match(rule.dialect(), rule.reason(), names, prefix, rule.history());
    }

    /**
     * Reads names as those of a chosen dialect.
     *
     * @param names names of tensors in a checkpoint
     * @param dialect the dialect
     * @return the names in that dialect, after the prefix where one is found
     * @throws UnknownDialectException if two networks lie beside each other
     */
    public static DialectMatch assume(Collection<String> names, Dialect dialect) {
        return assume(names, dialect, prefix(names));
    }

    /**
     * Reads those names that have a given prefix as names of a chosen dialect.
     *
     * @param names names of tensors in a checkpoint
     * @param dialect the dialect
     * @param prefix what stands before every name of the network; the others are left out
     * @return the names in that dialect
     */
    public static DialectMatch assume(Collection<String> names, Dialect dialect, String prefix) {
        return match(dialect, "as chosen", names, prefix, KeyMap.IDENTITY);
    }

    private static DialectMatch match(
            Dialect dialect, String reason, Collection<String> names, String prefix, KeyMap history) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> outside = new ArrayList<>();
        for (String name : names) {
            if (name.startsWith(prefix)) {
                found.put(name, history.apply(name.substring(prefix.length())));
            } else {
                outside.add(name);
            }
        }
        SiblingHead.of(dialect, prefix, found.values(), outside).forEach((name, joined) -> {
            found.put(name, joined);
            outside.remove(name);
        });
        return new DialectMatch(dialect, reason, prefix, found, outside);
    }

    /** What stands before the stem. */
    private static String prefix(Collection<String> names) {
        SortedSet<String> prefixes = prefixes(names);
        if (prefixes.size() > 1) {
            throw new UnknownDialectException("the checkpoint holds several networks, under the prefixes '"
                    + prefixes.stream().map(PrintableText::of).collect(Collectors.joining("', '"))
                    + "'; name the part to take, for instance '" + PrintableText.of(prefixes.last()) + "'");
        }
        return prefixes.isEmpty() ? "" : prefixes.first();
    }

    /**
     * What stands before the names of each network that a set of names belongs to.
     *
     * @param names names of tensors in a checkpoint
     * @return the prefixes in order, each empty or ending in a dot or in {@code ema_}; more than one where networks lie beside
     *     each other, none if no name is known
     */
    public static SortedSet<String> prefixes(Collection<String> names) {
        for (String stem : DialectRules.stems()) {
            TreeSet<String> prefixes = new TreeSet<>();
            for (String name : names) {
                String prefix = name.endsWith(stem) ? name.substring(0, name.length() - stem.length()) : "-";
                if (prefix.isEmpty() || prefix.endsWith(".") || prefix.endsWith(AVERAGE_MARK)) {
                    prefixes.add(prefix);
                }
            }
            if (!prefixes.isEmpty()) {
                return prefixes;
            }
        }
        return new TreeSet<>();
    }

    private static UnknownDialectException unknown(Collection<String> names, String prefix) {
        List<String> some =
                names.stream().limit(5).map(name -> PrintableText.of(name, 80)).toList();
        return new UnknownDialectException("the " + names.size() + " tensor names of the checkpoint"
                + (prefix.isEmpty() ? "" : " after prefix '" + PrintableText.of(prefix) + "'")
                + " belong to no known dialect (" + Dialect.ids() + "); they begin with " + String.join(", ", some)
                + "; is this a MetaFormer checkpoint?");
    }
}
