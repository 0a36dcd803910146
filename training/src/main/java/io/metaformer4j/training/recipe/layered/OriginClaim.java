package io.metaformer4j.training.recipe.layered;

import java.util.Set;

/**
 * What one change of a recipe, such as an option, is answerable for.
 *
 * @param origin what to call it, e.g. {@code --lr}
 * @param named paths of the values that it gives, even if they are the same as before
 * @param below paths at or under which a value that became another one follows from it; an empty path stands for all
 */
public record OriginClaim(String origin, Set<String> named, Set<String> below) {

    public OriginClaim {
        named = Set.copyOf(named);
        below = Set.copyOf(below);
    }

    /**
     * A change that may have changed anything.
     *
     * @param origin what to call it
     * @return the claim to all values that became others
     */
    public static OriginClaim everything(String origin) {
        return new OriginClaim(origin, Set.of(), Set.of(""));
    }

    /** Length of the longest path at or above the given one that is claimed; below 0 if there is none. */
    int nearness(String path) {
        return below.stream()
                .filter(start -> start.isEmpty() || path.equals(start) || path.startsWith(start + "."))
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }
}
