package io.metaformer4j.cli.rank;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line by which this process would be started again: the same Java with the same options, on the same path. */
final class OwnCommand {

    private static final String MAIN = "io.metaformer4j.cli.Main";

    /** Says which module is started, which is said again at the end; and debuggers, whose port is taken. */
    private static final List<String> EXCLUDED_OPTIONS = List.of("-Djdk.module.", "-agentlib:jdwp", "-Xrunjdwp");

    private OwnCommand() {}

    /** Runs the command with other arguments, which start no further processes. */
    static List<String> with(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> EXCLUDED_OPTIONS.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        command.add("-Dmetaformer.terminal=false"); // what it prints passes through this process
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", classPath));
        }
        String module = System.getProperty("jdk.module.main");
        command.addAll(module == null ? List.of(MAIN) : List.of("-m", module + "/" + MAIN));
        command.addAll(withoutStart(arguments));
        return command;
    }

    private static List<String> withoutStart(List<String> arguments) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (RankArguments.STARTING.contains(argument)) {
                i++;
            } else if (RankArguments.STARTING.stream().noneMatch(option -> argument.startsWith(option + "="))) {
                rest.add(argument);
            }
        }
        return rest;
    }

    /** The arguments by which a run goes on that was begun with some, whether or not it has come to a checkpoint. */
    static List<String> resuming(List<String> arguments) {
        if (arguments.contains(RankArguments.RESUME) || arguments.contains(RankArguments.AUTO_RESUME)) {
            return arguments;
        }
        List<String> more = new ArrayList<>(arguments);
        int end = arguments.indexOf("--");
        more.add(end < 0 ? arguments.size() : end, RankArguments.AUTO_RESUME);
        return more;
    }
}
