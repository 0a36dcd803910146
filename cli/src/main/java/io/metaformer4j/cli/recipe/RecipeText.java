package io.metaformer4j.cli.recipe;

import io.metaformer4j.training.recipe.published.PublishedRecipe;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known about a published recipe besides its values. */
final class RecipeText {

    private RecipeText() {}

    /** Lines of text by what they are about, in the order in which they are shown; what is unknown is left out. */
    static Map<String, String> of(PublishedRecipe recipe) {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("recipe", recipe.name());
        recipe.model().ifPresent(model -> text.put("model", model));
        recipe.start().ifPresent(start -> text.put("starts from", "trained weights of " + start));
        text.put("source", recipe.source());
        text.put("command there", recipe.command());
        text.put("hardware there", recipe.hardware());
        text.put("hours there", recipe.hours());
        text.put(
                "top-1 to expect",
                recipe.top1().isPresent() ? recipe.top1().getAsDouble() + " % on ImageNet-1k" : "not published");
        int number = 1;
        for (String remark : recipe.remarks()) {
            text.put("remark " + number++, remark);
        }
        return text;
    }
}
