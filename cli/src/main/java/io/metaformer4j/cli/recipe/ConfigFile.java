package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import io.metaformer4j.training.recipe.layered.RecipeKeys;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * A file that changes a recipe. Its keys are those of a recipe, in groups as there, and the options of the command without their
 * dashes, with dashes or underscores inside, which mean what they mean on the command line.
 *
 * @param file the file
 * @param fields keys of a recipe with their values
 * @param options names of options, as they are written in the file, with their values
 */
record ConfigFile(Path file, Map<String, Object> fields, Map<String, Object> options) {

    private static final String KIND = "config";
    private static final String DASHES = "--";

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if a key is neither; the nearest ones are named
     */
    static ConfigFile read(Path file) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, Object> options = new LinkedHashMap<>();
        Set<String> known = StandardRecipes.scratch().toData().keySet();
        CommandSpec parameters = OptionPaths.hyperParameters();
        for (Map.Entry<String, Object> key : RecipeKeys.read(file, KIND).entrySet()) {
            if (known.contains(key.getKey())) {
                fields.put(key.getKey(), key.getValue());
            } else if (parameters.findOption(option(key.getKey())) != null) {
                options.put(key.getKey(), key.getValue());
            } else {
                throw unknown(file, key.getKey(), known, parameters);
            }
        }
        return new ConfigFile(file, fields, options);
    }

    private static MetaFormerException unknown(Path file, String key, Set<String> known, CommandSpec parameters) {
        List<String> all = new ArrayList<>(known);
        for (OptionSpec option : parameters.options()) {
            for (String name : option.names()) {
                all.add(name.replaceFirst("^-+", "").replace('-', '_'));
            }
        }
        return new MetaFormerException(name(file) + ": "
                + RecipeKeys.unknown(key, key.replace('-', '_'), all).getMessage());
    }

    private static String option(String key) {
        return DASHES + key.replace('_', '-');
    }

    private static String name(Path file) {
        return KIND + " '" + PrintableText.of(file.toString()) + "'";
    }

    /**
     * A recipe with what the file says.
     *
     * @param base the recipe that it changes
     * @throws MetaFormerException if a value is impossible, says nothing or says the same as another one
     */
    LayeredRecipe on(LayeredRecipe base) {
        try {
            String origin = KIND + " " + file;
            LayeredRecipe overlaid = base.overlaid(fields, origin);
            RecipeArguments values = new RecipeArguments();
            List<OriginClaim> claims = OptionPaths.claims(parse(values), Optional.of(origin));
            claims.forEach(this::requireUnique);
            return overlaid.changed(values.applied(overlaid.recipe()), claims);
        } catch (MetaFormerException | ParameterException e) {
            throw new MetaFormerException(name(file) + ": " + e.getMessage(), e);
        }
    }

    private List<OptionSpec> parse(RecipeArguments values) {
        CommandLine line = new CommandLine(values);
        line.setExpandAtFiles(false);
        List<String> arguments = new ArrayList<>();
        options.forEach((key, value) -> {
            OptionSpec option = line.getCommandSpec().findOption(option(key));
            arguments.add(option.longestName());
            arguments.addAll(arguments(key, value, option));
        });
        return line.parseArgs(arguments.toArray(String[]::new)).matchedOptions();
    }

    /** The arguments that stand behind an option on the command line. */
    private static List<String> arguments(String key, Object value, OptionSpec option) {
        if (value == null || Boolean.FALSE.equals(value)) {
            throw new MetaFormerException("'" + key + ": " + value + "' says nothing, since an option that is not"
                    + " wanted is not given; leave it out");
        }
        boolean isSwitch = option.arity().max() == 0;
        if (isSwitch != Boolean.TRUE.equals(value)) {
            throw new MetaFormerException("'" + key + "' is " + PrintableText.of(String.valueOf(value))
                    + ", but must be " + (isSwitch ? "true" : "a value") + "; correct it, or leave it out");
        }
        if (isSwitch) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        return List.of(String.valueOf(value));
    }

    private void requireUnique(OriginClaim claim) {
        Set<String> keys = RecipeKeys.leaves(fields).keySet();
        claim.named().stream().filter(keys::contains).findFirst().ifPresent(path -> {
            throw new MetaFormerException("the key '" + path + "' and an option without dashes give the same value;"
                    + " leave one of them out");
        });
    }
}
