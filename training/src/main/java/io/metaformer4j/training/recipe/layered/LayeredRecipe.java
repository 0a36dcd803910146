package io.metaformer4j.training.recipe.layered;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A recipe made in layers, of which each replaces some values of those before it, with the origin of every value. Immutable.
 *
 * <p>Values are named by their paths in the recipe's JSON, such as {@code optimization.optimizer.rate}. A list is one value.
 */
public final class LayeredRecipe {

    private final TrainingRecipe recipe;
    private final Map<String, String> origins;

    private LayeredRecipe(TrainingRecipe recipe, Map<String, String> origins) {
        this.recipe = recipe;
        this.origins = Collections.unmodifiableMap(origins);
    }

    /** Where a value is from; empty if it is from where it was before. */
    private interface Layer {
        Optional<String> origin(String path, boolean isAnother);
    }

    /**
     * The lowest layer.
     *
     * @param recipe all values
     * @param origin what to call where they are from
     * @return the recipe
     */
    public static LayeredRecipe of(TrainingRecipe recipe, String origin) {
        Map<String, String> origins = new LinkedHashMap<>();
        RecipeKeys.leaves(recipe.toData()).keySet().forEach(path -> origins.put(path, origin));
        return new LayeredRecipe(recipe, origins);
    }

    /**
     * The same with some values replaced. A group is replaced value by value, unless the new one is of another {@code type}: then
     * it must be complete.
     *
     * @param keys some of the keys of a recipe's plain data, with their values
     * @param origin what to call where they are from
     * @return the changed recipe
     * @throws MetaFormerException if a key is unknown, or a value is impossible or follows from others
     */
    public LayeredRecipe overlaid(Map<String, Object> keys, String origin) {
        TrainingRecipe result = TrainingRecipe.fromData(RecipeKeys.merged(recipe.toData(), keys));
        Map<String, Object> named = RecipeKeys.leaves(keys);
        Map<String, Object> values = RecipeKeys.leaves(result.toData());
        named.forEach((path, value) -> requireKept(path, value, values));
        return next(
                result,
                (path, isAnother) -> isAnother || named.containsKey(path) ? Optional.of(origin) : Optional.empty());
    }

    /** A learning rate, for one, follows from the base rate if there is one, and what was said of it would be passed over. */
    private static void requireKept(String path, Object value, Map<String, Object> values) {
        if (values.containsKey(path) && !isSame(value, values.get(path))) {
            throw new MetaFormerException("'" + path + "' is given as " + value + ", but follows from other values as "
                    + values.get(path) + "; leave it out, or set what it follows from, such as base_rate, to null");
        }
    }

    /** Whether a value as people write it is the one that the recipe has: 1 is 1.0, and case does not matter. */
    private static boolean isSame(Object written, Object value) {
        if (written instanceof Number a && value instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        if (written instanceof String a && value instanceof String b) {
            return a.equalsIgnoreCase(b);
        }
        if (written instanceof List<?> a && value instanceof List<?> b && a.size() == b.size()) {
            Iterator<?> others = b.iterator();
            return a.stream().allMatch(element -> isSame(element, others.next()));
        }
        // what is a map here stands in a list, whose elements the recipe takes as they are
        return written instanceof Map<?, ?> || Objects.equals(written, value);
    }

    /**
     * The same after changes that were made by other means, such as options.
     *
     * @param result the recipe with the changes
     * @param claims what each of them is answerable for
     * @return the changed recipe
     */
    public LayeredRecipe changed(TrainingRecipe result, List<OriginClaim> claims) {
        return next(result, (path, isAnother) -> {
            Optional<String> named = joined(claims.stream()
                    .filter(claim -> claim.named().contains(path))
                    .toList());
            if (named.isPresent() || !isAnother) {
                return named;
            }
            int nearest = claims.stream()
                    .mapToInt(claim -> claim.nearness(path))
                    .max()
                    .orElse(-1);
            return joined(claims.stream()
                    .filter(claim -> claim.nearness(path) == nearest)
                    .toList());
        });
    }

    private static Optional<String> joined(List<OriginClaim> claims) {
        String names =
                claims.stream().map(OriginClaim::origin).distinct().sorted().collect(Collectors.joining(" "));
        return Optional.of(names).filter(text -> !text.isEmpty());
    }

    private LayeredRecipe next(TrainingRecipe result, Layer layer) {
        Map<String, Object> before = RecipeKeys.leaves(recipe.toData());
        Map<String, String> next = new LinkedHashMap<>();
        RecipeKeys.leaves(result.toData()).forEach((path, value) -> {
            boolean isAnother = !before.containsKey(path) || !Objects.equals(before.get(path), value);
            next.put(path, layer.origin(path, isAnother).orElseGet(() -> origins.getOrDefault(path, "")));
        });
        return new LayeredRecipe(result, next);
    }

    /**
     * The effective recipe.
     *
     * @return what all layers make
     */
    public TrainingRecipe recipe() {
        return recipe;
    }

    /**
     * Where a value is from.
     *
     * @param path the path of a value, such as {@code batching.size}
     * @return the layer that gave it its value, or from whose values it follows
     * @throws MetaFormerException if the recipe has no such value
     */
    public String origin(String path) {
        String origin = origins.get(path);
        if (origin == null) {
            throw RecipeKeys.unknown(path, path, origins.keySet());
        }
        return origin;
    }

    /**
     * The recipe as YAML with one value in a line, and the origin of each behind it. {@link RecipeKeys#yaml} and
     * {@link #overlaid} make the same recipe of it.
     *
     * @return the text, with a line break at the end
     */
    public String toYaml() {
        return new YamlLines(origins).of(recipe.toData());
    }
}
