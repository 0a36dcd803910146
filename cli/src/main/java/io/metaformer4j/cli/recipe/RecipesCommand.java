package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipes;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the published recipes. */
@Command(
        name = "recipes",
        description = {
            "List the recipes of published training scripts, or tell all that is known about one of them.",
            "'metaformer train' takes them by name."
        })
public final class RecipesCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One recipe (default: all).")
    private String name;

    @Mixin
    private JsonOutput json;

    @Override
    public void run() {
        PublishedRecipes known = PublishedRecipes.standard();
        PrintWriter out = spec.commandLine().getOut();
        if (json.enabled()) {
            List<PublishedRecipe> wanted = name == null ? known.all() : List.of(known.get(name));
            JsonOutput.print(out, wanted.stream().map(RecipesCommand::describe).toList());
        } else if (name == null) {
            out.print(table(known.all()));
            out.println(known.all().size() + " recipes");
        } else {
            RecipeText.of(known.get(name)).forEach((key, value) -> out.println(key + ": " + value));
        }
    }

    private static String table(List<PublishedRecipe> recipes) {
        TextTable table = new TextTable();
        table.row("recipe", "epochs", "update", "optimizer", "rate", "drop path", "head dropout", "top-1");
        for (PublishedRecipe published : recipes) {
            TrainingRecipe recipe = published.layers().recipe();
            table.row(
                    published.name(),
                    Integer.toString(recipe.totalEpochs()),
                    Integer.toString(
                            recipe.batching().size() * recipe.batching().accumulation()),
                    recipe.optimization().optimizer().name(),
                    String.format(
                            Locale.ROOT,
                            "%.1e",
                            recipe.optimization().optimizer().rate()),
                    Double.toString(recipe.regularization().stochasticDepth()),
                    Double.toString(recipe.regularization().headDropout()),
                    published.top1().isPresent()
                            ? Double.toString(published.top1().getAsDouble())
                            : "-");
        }
        return table.render();
    }

    private static Map<String, Object> describe(PublishedRecipe recipe) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", recipe.name());
        fields.put("model", recipe.model().orElse(null));
        fields.put("start", recipe.start().orElse(null));
        fields.put("source", recipe.source());
        fields.put("command", recipe.command());
        fields.put("hardware", recipe.hardware());
        fields.put("hours", recipe.hours());
        fields.put("top1", recipe.top1().isPresent() ? recipe.top1().getAsDouble() : null);
        fields.put("remarks", recipe.remarks());
        fields.put("recipe", recipe.layers().recipe().toData());
        return fields;
    }
}
