package io.metaformer4j.training.recipe.published;

import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.RecipeKeys;
import io.metaformer4j.weights.json.StrictJson;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.SimilarNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recipes of the scripts that were published with the networks. Each file of this package has those of one family of scripts;
 * {@code remarks} in it say where this library does something else. Immutable and safe for concurrent use.
 */
public final class PublishedRecipes {

    /** In the order in which they are listed. */
    private static final List<String> FILES = List.of(
            "poolformer",
            "poolformerv2",
            "identityformer",
            "randformer",
            "convformer",
            "caformer",
            "finetune_convformer_384",
            "finetune_caformer_384",
            "finetune_convformer_in21ft1k",
            "finetune_caformer_in21ft1k",
            "train_imagenet",
            "geometaformer",
            "geometaformer_poolformer_rate",
            "train_metaformer",
            "timm");

    private static final int SUGGESTIONS = 3;

    private final Map<String, PublishedRecipe> recipes;

    private PublishedRecipes(Map<String, PublishedRecipe> recipes) {
        this.recipes = recipes;
    }

    /**
     * All of them.
     *
     * @return the recipes of sail-sg/poolformer, sail-sg/metaformer and ShurenQi/GeoFormer, and the defaults of timm
     */
    public static PublishedRecipes standard() {
        Map<String, PublishedRecipe> recipes = new LinkedHashMap<>();
        for (String name : FILES) {
            RecipeFile file = read(name + ".yaml");
            file.models().forEach((recipe, variant) -> {
                if (recipes.put(recipe, published(recipe, file, variant)) != null) {
                    throw new IllegalStateException("two published recipes have the name '" + recipe + "'");
                }
            });
        }
        return new PublishedRecipes(recipes);
    }

    private static RecipeFile read(String name) {
        try (InputStream in = PublishedRecipes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the published recipes '" + name + "' are missing from this package");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return StrictJson.of("published recipes '" + name + "'", Map.of())
                    .fromData(RecipeKeys.yaml(text, name), RecipeFile.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublishedRecipe published(String name, RecipeFile file, RecipeFile.Variant variant) {
        String origin = "recipe " + name;
        LayeredRecipe layers = LayeredRecipe.of(StandardRecipes.scratch(), "default")
                .overlaid(file.recipe(), origin)
                .overlaid(variant.changes(), origin)
                .overlaid(Map.of("name", name), origin);
        List<String> remarks = new ArrayList<>(file.remarks());
        remarks.addAll(variant.remarks());
        return new PublishedRecipe(
                name,
                variant.model(),
                variant.start(),
                command(file.command(), variant, layers.recipe()),
                file.hardware(),
                file.hours(),
                variant.top1(),
                file.source(),
                remarks,
                layers);
    }

    private static String command(String pattern, RecipeFile.Variant variant, TrainingRecipe recipe) {
        return pattern.replace("{model}", variant.model().orElse("MODEL"))
                .replace("{drop_path}", String.valueOf(recipe.regularization().stochasticDepth()));
    }

    /**
     * All recipes in the order of their families.
     *
     * @return an unmodifiable list
     */
    public List<PublishedRecipe> all() {
        return List.copyOf(recipes.values());
    }

    /**
     * The recipe of a name, if there is one.
     *
     * @param name complete name
     * @return the recipe, or empty
     */
    public Optional<PublishedRecipe> lookup(String name) {
        return Optional.ofNullable(recipes.get(name));
    }

    /**
     * The recipe of a name.
     *
     * @param name complete name
     * @return the recipe
     * @throws MetaFormerException if there is none; it names the nearest ones
     */
    public PublishedRecipe get(String name) {
        return lookup(name)
                .orElseThrow(() -> new MetaFormerException("there is no published recipe '" + PrintableText.of(name)
                        + "'; did you mean "
                        + String.join(", ", SimilarNames.nearest(name, recipes.keySet(), SUGGESTIONS)) + "?"));
    }
}
