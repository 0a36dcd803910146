package io.metaformer4j.cli.output;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command line as it was typed, to be kept: without what an address may say of its user. */
public final class TypedCommand {

    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

    private static final Pattern USER = Pattern.compile("(https?://)[^/\\s]*@", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUERY = Pattern.compile("(https?://[^?\\s]*)\\?\\S*", Pattern.CASE_INSENSITIVE);

    private TypedCommand() {}

    /**
     * The command line for a shell.
     *
     * @param arguments the arguments behind the name of the program
     * @return one line; of addresses neither user, password nor query
     */
    public static String text(List<String> arguments) {
        return "metaformer "
                + arguments.stream()
                        .map(TypedCommand::withoutSecrets)
                        .map(TypedCommand::quoted)
                        .collect(Collectors.joining(" "));
    }

    /**
     * An argument without secrets.
     *
     * @param argument the argument
     * @return the same, without user, password and query if it is an address
     */
    public static String withoutSecrets(String argument) {
        return QUERY.matcher(USER.matcher(argument).replaceAll("$1")).replaceAll("$1");
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
