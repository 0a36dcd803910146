package io.metaformer4j.cli.rank;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What a process that trains with others learns from the one that has started it, besides its arguments. */
final class StarterVariables {

    /** The number of the process that started this one, whose end is the end of this one, too. */
    private static final String STARTER = "METAFORMER_STARTER";

    /** The line that was typed, which arguments have no longer in whole. */
    private static final String TYPED = "METAFORMER_TYPED";

    private static final Map<String, String> NUMBERS = Map.of(
            LocalRanks.OPTION, "METAFORMER_NPROC_PER_NODE",
            LocalRanks.RESTARTS, "METAFORMER_MAX_RESTARTS");

    private StarterVariables() {}

    /**
     * Sets the variables of a process that this one is about to start.
     *
     * @param variables its environment
     * @param typed the line that was typed
     * @param numbers how many processes are started and how often, by option
     */
    static void write(Map<String, String> variables, String typed, Map<String, Integer> numbers) {
        variables.put(STARTER, String.valueOf(ProcessHandle.current().pid()));
        variables.put(TYPED, typed);
        NUMBERS.forEach((option, name) -> variables.put(name, String.valueOf(numbers.get(option))));
    }

    /** Whether another process has started this one. */
    static boolean isStarted(Map<String, String> variables) {
        return variables.containsKey(STARTER);
    }

    /** The line that was typed where the other process was started; empty if there is none. */
    static Optional<String> typed(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(TYPED)).filter(line -> isStarted(variables));
    }

    /** The numbers by which the other process has started this one, by option; empty if there is none. */
    static Map<String, Integer> numbers(Map<String, String> variables) {
        Map<String, Integer> numbers = new TreeMap<>();
        NUMBERS.forEach((option, name) -> {
            String number = variables.getOrDefault(name, "");
            if (isStarted(variables) && number.matches("\\d{1,9}")) {
                numbers.put(option, Integer.valueOf(number));
            }
        });
        return numbers;
    }

    /** Ends this process when the one that started it is killed, which then cannot do it. */
    static void exitWithStarter(Map<String, String> variables) {
        Optional.ofNullable(variables.get(STARTER))
                .filter(pid -> pid.matches("\\d{1,18}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .ifPresent(StarterVariables::exitAfter);
    }

    private static void exitAfter(ProcessHandle starter) {
        CompletableFuture<Void> unused =
                starter.onExit().thenRun(() -> Runtime.getRuntime().halt(RankArguments.LOST));
    }
}
