package io.metaformer4j.cli.recipe;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A command line together with a config: what the line does not say about the run, the config says.
 *
 * @param line the command, whose line was parsed
 * @param config the config
 */
record ConfiguredLine(CommandLine line, ConfigFile config) {

    /** Options that answer one question: who types one of them has answered it. */
    private static final List<List<String>> ALIKE =
            List.of(List.of("--weights", "--pretrained"), List.of("--ema", "--raw"));

    /**
     * Parses the line again, with what the config adds.
     *
     * @param passedOver options that are not taken from the config
     * @return keys of what it adds
     * @throws MetaFormerException if a value is impossible
     */
    Set<String> parse(Collection<String> passedOver) {
        ParseResult given = line.getParseResult();
        Set<String> taken = new LinkedHashSet<>();
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<String, Object> entry : config.run().entrySet()) {
            OptionSpec option = config.command().findOption(ConfigFile.option(entry.getKey()));
            if (option == null) {
                PositionalParamSpec positional =
                        config.command().positionalParameters().get(0);
                if (!given.hasMatchedPositional(positional)) {
                    taken.add(RunArguments.key(positional));
                    arguments.add(0, escaped(text(entry)));
                }
            } else if (!isTyped(option, given) && Stream.of(option.names()).noneMatch(passedOver::contains)) {
                taken.add(RunArguments.key(option));
                arguments.addAll(words(entry, option));
            }
        }
        if (!taken.isEmpty()) {
            arguments.addAll(own(config.command()));
            parseAgain(arguments);
        }
        return taken;
    }

    private static boolean isTyped(OptionSpec option, ParseResult given) {
        List<String> names = List.of(option.names());
        return given.hasMatchedOption(option)
                || ALIKE.stream()
                        .filter(alike -> alike.stream().anyMatch(names::contains))
                        .flatMap(List::stream)
                        .anyMatch(name -> given.hasMatchedOption(name));
    }

    private String text(Map.Entry<String, Object> entry) {
        if (entry.getValue() instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new MetaFormerException(config.name() + ": '" + entry.getKey() + "' is "
                + PrintableText.of(String.valueOf(entry.getValue())) + ", but must be a path or an address; correct it,"
                + " or leave it out");
    }

    private List<String> words(Map.Entry<String, Object> entry, OptionSpec option) {
        List<String> values;
        try {
            values = ConfigFile.arguments(entry.getKey(), entry.getValue(), option);
        } catch (MetaFormerException e) {
            throw new MetaFormerException(config.name() + ": " + e.getMessage(), e);
        }
        if (values.size() == 1) {
            return List.of(option.longestName() + "=" + values.get(0));
        }
        return Stream.concat(Stream.of(option.longestName()), values.stream().map(ConfiguredLine::escaped))
                .toList();
    }

    /** Words of a config name no files with further arguments. */
    private static String escaped(String word) {
        return word.startsWith("@") ? "@" + word : word;
    }

    /** What people typed behind the name of the command. */
    private static List<String> own(CommandSpec command) {
        List<String> typed =
                new ArrayList<>(command.root().commandLine().getParseResult().originalArgs());
        if (!typed.remove(command.name())) {
            throw new MetaFormerException("--config needs the word '" + command.name()
                    + "' on the command line itself; take it out of the file of arguments");
        }
        return typed;
    }

    private void parseAgain(List<String> arguments) {
        try {
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new MetaFormerException(config.name() + ": " + e.getMessage(), e);
        }
    }
}
