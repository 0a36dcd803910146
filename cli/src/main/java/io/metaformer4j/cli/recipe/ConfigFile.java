package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import io.metaformer4j.training.recipe.layered.RecipeKeys;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
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
 * A file with values for a training. Its keys are those of a recipe, in groups as there, and the options of the command without
 * their dashes, with dashes or underscores inside, which mean what they mean on the command line.
 *
 * @param file the file
 * @param command the command
 * @param fields keys of a recipe with their values
 * @param options names of options for hyper-parameters, as they are written in the file, with their values
 * @param run names of other options, and that of the data, with their values
 * @param isOfTimm whether timm's training script has written it
 * @param foreign arguments of timm that there are not here
 */
record ConfigFile(
        Path file,
        CommandSpec command,
        Map<String, Object> fields,
        Map<String, Object> options,
        Map<String, Object> run,
        boolean isOfTimm,
        List<String> foreign) {

    private static final String KIND = "config";
    private static final String DASHES = "--";

    /** What a key may be. */
    private record Known(Set<String> fields, CommandSpec parameters, CommandSpec command) {

        private boolean isParameter(String key) {
            return parameters.findOption(option(key)) != null;
        }

        private boolean isOfRun(String key) {
            OptionSpec option = command.findOption(option(key));
            return option == null
                    ? command.positionalParameters().stream()
                            .anyMatch(data -> RunArguments.key(data).equals(key))
                    : RunArguments.isConfigurable(option);
        }

        private List<String> names() {
            List<String> names = new ArrayList<>(fields);
            command.positionalParameters().forEach(data -> names.add(RunArguments.key(data)));
            for (OptionSpec option : command.options()) {
                if (RunArguments.isConfigurable(option)) {
                    for (String name : option.names()) {
                        names.add(name.replaceFirst("^-+", "").replace('-', '_'));
                    }
                }
            }
            return names;
        }
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param command the command that the options are of
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if a key is unknown; the nearest ones are named
     */
    static ConfigFile read(Path file, CommandSpec command) throws IOException {
        Known known = new Known(StandardRecipes.scratch().toData().keySet(), OptionPaths.hyperParameters(), command);
        Map<String, Object> keys = RecipeKeys.read(file, KIND);
        boolean isOfTimm = TimmArguments.isFrom(keys.keySet());
        ConfigFile config = new ConfigFile(
                file,
                command,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                isOfTimm,
                new ArrayList<>());
        (isOfTimm ? TimmArguments.said(keys) : keys).forEach((key, value) -> {
            if (!config.adds(key, value, known)) {
                config.passOver(key, known);
            }
        });
        return config;
    }

    /** Only what timm has written may hold what nobody here knows: its next release has more arguments. */
    private void passOver(String key, Known known) {
        if (isOfTimm) {
            foreign.add(PrintableText.of(key));
        } else if (RunArguments.isOfCall(key)) {
            throw new MetaFormerException(name() + ": '" + PrintableText.of(key) + "' is about one call of the command;"
                    + " give " + option(key) + " on the command line, and leave it out here");
        } else {
            throw new MetaFormerException(name() + ": "
                    + RecipeKeys.unknown(key, key.replace('-', '_'), known.names())
                            .getMessage());
        }
    }

    /**
     * Adds a key to those of its kind; false if there is no such key. What a recipe and an option both have a name for, such as
     * the precision, is read as that of the option, which takes the words of both.
     */
    private boolean adds(String key, Object value, Known known) {
        if (known.isParameter(key)) {
            options.put(key, value);
        } else if (known.fields().contains(key)) {
            fields.put(key, value);
        } else if (known.isOfRun(key)) {
            run.put(key, value);
        } else {
            return false;
        }
        return true;
    }

    /** The name of the option that a key stands for, which with a single letter has a single dash. */
    static String option(String key) {
        return (key.length() == 1 ? "-" : DASHES) + key.replace('_', '-');
    }

    /** What messages call the file. */
    String name() {
        return KIND + " '" + PrintableText.of(file.toString()) + "'";
    }

    /** Refuses to be a file that is about to be written. */
    void requireOther(Path written) throws IOException {
        if (Files.exists(written) && Files.isSameFile(file, written)) {
            throw new MetaFormerException(name() + " is in the folder of the new run, which writes its own there; copy"
                    + " it, or use another --output");
        }
    }

    /** What to call where its values are from. */
    String origin() {
        return KIND + " " + file;
    }

    /** What it says and means something else here, or nothing. */
    Optional<String> remark() {
        List<String> remarks = new ArrayList<>();
        if (isOfTimm && options.containsKey("batch_size")) {
            remarks.add("has a batch_size that is each process's in timm and is that of all of them together here");
        }
        if (!foreign.isEmpty()) {
            remarks.add("has arguments of timm that there are not here, and that are passed over: "
                    + String.join(", ", foreign));
        }
        return remarks.isEmpty() ? Optional.empty() : Optional.of(name() + " " + String.join("; it ", remarks));
    }

    /**
     * A recipe with what the file says.
     *
     * @param base the recipe that it changes
     * @throws MetaFormerException if a value is impossible, says nothing or says the same as another one
     */
    LayeredRecipe on(LayeredRecipe base) {
        try {
            LayeredRecipe overlaid = base.overlaid(fields, origin());
            RecipeArguments values = new RecipeArguments();
            List<OriginClaim> claims = OptionPaths.claims(parse(values), Optional.of(origin()));
            claims.forEach(this::requireUnique);
            return overlaid.changed(values.applied(overlaid.recipe()), claims);
        } catch (MetaFormerException | ParameterException e) {
            throw new MetaFormerException(name() + ": " + e.getMessage(), e);
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
    static List<String> arguments(String key, Object value, OptionSpec option) {
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
            List<String> words = list.stream().map(String::valueOf).toList();
            boolean isOneWord =
                    option.arity().max() == 1 && !option.splitRegex().isEmpty();
            return isOneWord ? List.of(String.join(",", words)) : words;
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        String text = String.valueOf(value);
        // several words as they are typed behind the option
        return option.arity().max() > 1 ? List.of(text.strip().split("\\s+", -1)) : List.of(text);
    }

    private void requireUnique(OriginClaim claim) {
        Set<String> keys = RecipeKeys.leaves(fields).keySet();
        claim.named().stream().filter(keys::contains).findFirst().ifPresent(path -> {
            throw new MetaFormerException("the key '" + path + "' and an option without dashes give the same value;"
                    + " leave one of them out");
        });
    }
}
