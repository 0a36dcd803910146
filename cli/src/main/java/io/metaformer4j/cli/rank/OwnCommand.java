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
        command.addAll(withoutOption(arguments));
        return command;
    }

    private static List<String> withoutOption(List<String> arguments) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(LocalRanks.OPTION)) {
                i++;
            } else if (!arguments.get(i).startsWith(LocalRanks.OPTION + "=")) {
                rest.add(arguments.get(i));
            }
        }
        return rest;
    }
}
