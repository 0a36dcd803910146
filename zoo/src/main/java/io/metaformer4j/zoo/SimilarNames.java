package io.metaformer4j.zoo;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known names are spelled most like one that is unknown. */
public final class SimilarNames {

    private SimilarNames() {}

    /**
     * The names that somebody may have meant.
     *
     * @param name what was written; upper and lower case count the same
     * @param known the names that there are; of those that are equally near the earlier come first
     * @param count how many at most
     * @return the nearest ones, nearest first
     */
    public static List<String> nearest(String name, Collection<String> known, int count) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .sorted(Comparator.comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .limit(count)
                .toList();
    }

    /** Fewest insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
