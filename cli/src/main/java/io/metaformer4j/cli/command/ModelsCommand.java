package io.metaformer4j.cli.command;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.ModelCard;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the published models. */
@Command(name = "models", description = "List the published models, e.g. 'metaformer models \"caformer_*\"'.")
public final class ModelsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "GLOB", defaultValue = "*", description = "Which names.")
    private String glob;

    @Mixin
    private JsonOutput json;

    @Override
    public void run() {
        Catalog catalog = Catalog.standard();
        List<Model> models = catalog.find(glob);
        if (models.isEmpty()) {
            catalog.get(glob); // names the nearest models
            throw new MetaFormerException("no model matches '" + glob + "'");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.enabled()) {
            JsonOutput.print(
                    out,
                    models.stream()
                            .map(model -> describe(model.name(), model.architecture(), model.card()))
                            .toList());
        } else {
            out.print(table(models));
            out.println(models.size() + (models.size() == 1 ? " model" : " models"));
        }
    }

    private static String table(List<Model> models) {
        TextTable table = new TextTable();
        table.row("model", "input", "crop", "classes", "params", "MACs", "top-1", "weights");
        for (Model model : models) {
            ModelCard card = model.card();
            Preprocessing input = card.preprocessing();
            Complexity complexity = Complexity.of(model.architecture(), input.height(), input.width());
            table.row(
                    model.name(),
                    input.height() + "x" + input.width(),
                    String.format(Locale.ROOT, "%.3f", input.cropRatio()),
                    Integer.toString(model.architecture().classes()),
                    String.format(Locale.ROOT, "%.1fM", complexity.trainable() * 1e-6),
                    String.format(Locale.ROOT, "%.1fG", complexity.macs() * 1e-9),
                    percent(card.published().top1()),
                    card.weights().isPresent() ? "published" : "-");
        }
        return table.render();
    }

    private static String percent(OptionalDouble top1) {
        return top1.isPresent() ? String.format(Locale.ROOT, "%.1f", top1.getAsDouble()) : "-";
    }

    static Map<String, Object> describe(String name, Architecture architecture, ModelCard card) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("classes", architecture.classes());
        fields.put("labels", card.labels().orElse(null));
        fields.put("preprocessing", describe(card.preprocessing()));
        Preprocessing input = card.preprocessing();
        Complexity complexity = Complexity.of(architecture, input.height(), input.width());
        fields.put("params", complexity.trainable());
        fields.put("macs", complexity.macs());
        fields.put(
                "published_top1",
                card.published().top1().isPresent() ? card.published().top1().getAsDouble() : null);
        fields.put("published_params", card.published().params().orElse(null));
        fields.put("published_macs", card.published().macs().orElse(null));
        fields.put("weights", card.weights().map(place -> place.location()).orElse(null));
        fields.put("dialect", card.dialect().orElse(null));
        fields.put("origin", card.origin().orElse(null));
        fields.put("licence", card.licence().orElse(null));
        fields.put("paper", card.paper().map(paper -> paper.url()).orElse(null));
        fields.put("notes", card.notes());
        return fields;
    }

    static Map<String, Object> describe(Preprocessing preprocessing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("height", preprocessing.height());
        fields.put("width", preprocessing.width());
        fields.put("crop_pct", preprocessing.cropRatio());
        fields.put("interpolation", preprocessing.interpolation().toString());
        fields.put("crop_mode", preprocessing.cropMode().toString());
        fields.put("mean", preprocessing.mean());
        fields.put("std", preprocessing.std());
        return fields;
    }
}
