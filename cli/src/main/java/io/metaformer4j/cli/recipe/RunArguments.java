package io.metaformer4j.cli.recipe;

import io.metaformer4j.training.checkpoint.ResultFiles;
import io.metaformer4j.training.recipe.layered.RecipeKeys;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a training is given besides hyper-parameters: data, model, splits, threads and the like, each with its origin, under the
 * names of the options without dashes and with underscores inside.
 */
final class RunArguments {

    /** From what a run starts: one that goes on has started, and takes none of these. */
    static final List<String> START =
            List.of("--weights", "--pretrained", "--ema", "--raw", "--part", "--head-21k-to-1k");

    /** What a run that goes on has from its start, unless it is given again. */
    private static final List<String> NETWORK = List.of("--model", "--img-size", "--in-chans");

    /** What one call of the command is about, and no run. */
    private static final Set<String> CALL = Set.of(
            "--config", "--print-config", "--resume", "--auto-resume", "--accept-changed-data", "--no-resume-opt");

    /** Its values are all there. */
    private static final String RECIPE = "--recipe";

    private static final String DEFAULT = "default";
    private static final String WEIGHTS = "weights";
    private static final String PRETRAINED = "pretrained";

    /** What YAML reads as the whole number that was written. */
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** All keys that there may be, as they are printed, whatever was given and when it became known. */
    private final List<String> order = new ArrayList<>();

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    private RunArguments() {}

    /** Whether a config may give an option, which is not about the call of the command alone. */
    static boolean isConfigurable(OptionSpec option) {
        return !option.inherited()
                && !option.usageHelp()
                && !option.versionHelp()
                && Stream.of(option.names()).noneMatch(CALL::contains);
    }

    /** Whether a key is that of an option about the call of the command alone. */
    static boolean isOfCall(String key) {
        return CALL.contains(ConfigFile.option(key));
    }

    /** The key of an option. */
    static String key(OptionSpec option) {
        return key(name(option));
    }

    /** The first of its long names. */
    private static String name(OptionSpec option) {
        return Stream.of(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElse(option.longestName());
    }

    private static String key(String option) {
        return option.replaceFirst("^-+", "").replace('-', '_');
    }

    /** The key of what is given without an option. */
    static String key(PositionalParamSpec positional) {
        return positional.paramLabel().toLowerCase(Locale.ROOT);
    }

    /**
     * What a command was given, and the defaults of the rest.
     *
     * @param command the command, whose line was parsed
     * @param configured the keys that a config gave
     * @param config what to call the origin of those
     */
    static RunArguments of(CommandSpec command, Set<String> configured, String config) {
        RunArguments arguments = new RunArguments();
        ParseResult parsed = command.commandLine().getParseResult();
        for (PositionalParamSpec positional : command.positionalParameters()) {
            String key = key(positional);
            arguments.order.add(key);
            Object value = positional.getValue();
            if (value != null) {
                arguments.put(key, value.toString(), configured.contains(key) ? config : positional.paramLabel());
            }
        }
        CommandSpec parameters = OptionPaths.hyperParameters();
        for (OptionSpec option : command.options()) {
            if (isConfigurable(option)
                    && parameters.findOption(option.longestName()) == null
                    && !List.of(option.names()).contains(RECIPE)) {
                arguments.order.add(key(option));
                String given = parsed.hasMatchedOption(option) ? name(option) : DEFAULT;
                String origin = configured.contains(key(option)) ? config : given;
                value(option, parsed).ifPresent(value -> arguments.put(key(option), value, origin));
            }
        }
        arguments.joinWeights();
        return arguments;
    }

    /** Says once from which weights a run starts, so that another --weights replaces all of it. */
    private void joinWeights() {
        if (values.remove(PRETRAINED) != null) {
            put(WEIGHTS, PRETRAINED, origins.remove(PRETRAINED));
        }
    }

    private static Optional<Object> value(OptionSpec option, ParseResult parsed) {
        boolean isSwitch = option.arity().max() == 0;
        if (!parsed.hasMatchedOption(option)) {
            return isSwitch
                    ? Optional.empty()
                    : Optional.ofNullable(option.defaultValue()).map(RunArguments::plain);
        }
        if (isSwitch) {
            return Optional.of(true);
        }
        List<Object> given =
                option.originalStringValues().stream().map(RunArguments::plain).toList();
        return Optional.of(given.size() == 1 ? given.get(0) : given);
    }

    private static Object plain(String text) {
        return WHOLE.matcher(text).matches() ? Integer.valueOf(text) : text;
    }

    private void put(String key, Object value, String origin) {
        values.put(key, value);
        origins.put(key, origin);
    }

    /** Adds what follows from something else, unless it was given. */
    void imply(String option, Object value, String origin) {
        if (!values.containsKey(key(option))) {
            put(key(option), value, origin);
        }
    }

    /** Replaces an option by what it was where this process was started from. */
    void replace(String option, Object value) {
        put(key(option), value, option);
    }

    /** Takes from the run that goes on from what it started, and what else it has from its start and was not given. */
    void goOn(Path run) throws IOException {
        Map<String, Object> stored = stored(run);
        for (String option : NETWORK) {
            if (origins.getOrDefault(key(option), DEFAULT).equals(DEFAULT)) {
                take(key(option), stored);
            }
        }
        for (String option : START) {
            take(key(option), stored); // what the line says of a start counts for the first one only
        }
        joinWeights();
    }

    private void take(String key, Map<String, Object> stored) {
        values.remove(key);
        origins.remove(key);
        if (stored.get(key) != null) {
            put(key, stored.get(key), "the run");
        }
    }

    private static Map<String, Object> stored(Path run) throws IOException {
        Path file = run.resolve(ResultFiles.ARGUMENTS);
        if (!Files.isRegularFile(file)) {
            return Map.of(); // of an older run
        }
        try {
            return RecipeKeys.read(file, "config");
        } catch (MetaFormerException e) {
            return Map.of(); // no run needs the file to go on, and it is about to be written again
        }
    }

    /** One value in a line, and its origin behind it. */
    String toYaml() {
        Map<String, Object> ordered = new LinkedHashMap<>();
        order.stream().filter(values::containsKey).forEach(key -> ordered.put(key, values.get(key)));
        return RecipeKeys.toYaml(ordered, origins);
    }
}
