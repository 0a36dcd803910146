package io.metaformer4j.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The option that does what a message of the library advises. The library is used by programs, too, and cannot know it.
 *
 * @param advice words of the library's messages
 * @param options options that do this; of those that a command has, the first is told
 * @param elsewhere a command that does it, for commands without such an option; empty if there is none
 */
record OptionHint(String advice, List<String> options, String elsewhere) {

    static final List<OptionHint> ALL = List.of(
            new OptionHint(": choose ", List.of("--num-classes"), ""),
            new OptionHint("fresh classifier", List.of("--fresh-head", "--num-classes"), ""),
            new OptionHint("fresh head", List.of("--fresh-head", "--num-classes"), ""),
            new OptionHint(
                    "conversion of the head from 21k to 1k",
                    List.of("--head-21k-to-1k"),
                    "'metaformer convert' with --head-21k-to-1k"),
            new OptionHint("as the number of input channels", List.of("--in-chans"), ""),
            new OptionHint("give it tensors", List.of(), "'metaformer forward'"),
            new OptionHint("ask for plain weights", List.of("--raw"), ""),
            new OptionHint("ask for the raw ones", List.of("--raw"), ""),
            new OptionHint("ask for these, or leave the choice open", List.of("--ema"), ""),
            new OptionHint("name the part to take", List.of("--part"), ""),
            new OptionHint("name the model", List.of("--model"), ""),
            new OptionHint("is not finished; resume it", List.of("--resume"), ""),
            new OptionHint("give a class map", List.of("--class-map"), ""),
            new OptionHint("leave them out", List.of("--unknown-classes"), ""),
            new OptionHint("take them in their order", List.of("--classes-by"), ""));

    /** A clause that names the options for everything that a message advises; empty if it advises nothing of the kind. */
    static String clause(String message, CommandSpec command) {
        Set<String> options = new LinkedHashSet<>();
        for (OptionHint hint : ALL) {
            if (message.contains(hint.advice)) {
                options.add(hint.options.stream()
                        .filter(option -> command.findOption(option) != null)
                        .findFirst()
                        .orElse(hint.elsewhere));
            }
        }
        options.remove("");
        return options.isEmpty() ? "" : " (" + String.join(", ", options) + ")";
    }
}
