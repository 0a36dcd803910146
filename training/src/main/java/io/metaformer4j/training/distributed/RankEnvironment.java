package io.metaformer4j.training.distributed;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.Map;
import java.util.Optional;

/**
 * Who a process is among those that train together. The names of the variables are those of {@code torchrun}, which Slurm
 * scripts and Kubeflow's PyTorchJob set, too.
 *
 * @param rank number of the process, {@code RANK}; the one with 0 writes
 * @param size number of processes, {@code WORLD_SIZE}
 * @param localRank number among those on its machine, {@code LOCAL_RANK}, 0 if it is not set
 * @param localSize number of those on its machine, {@code LOCAL_WORLD_SIZE}; 0 if it is not known
 * @param address host name or address of the process with rank 0, {@code MASTER_ADDR}
 * @param port port where that one listens, {@code MASTER_PORT}
 * @param run tells this start of the run from others, {@code TORCHELASTIC_RUN_ID} and {@code TORCHELASTIC_RESTART_COUNT}
 * @param storeElsewhere whether the one who started the processes listens at the port, {@code TORCHELASTIC_USE_AGENT_STORE}
 * @param networkInterface name of the network interface for the gradients, {@code GLOO_SOCKET_IFNAME}; empty to let Gloo choose
 */
public record RankEnvironment(
        int rank,
        int size,
        int localRank,
        int localSize,
        String address,
        int port,
        String run,
        boolean storeElsewhere,
        Optional<String> networkInterface) {

    private static final String RANK = "RANK";
    private static final String SIZE = "WORLD_SIZE";
    private static final String LOCAL_RANK = "LOCAL_RANK";
    private static final String LOCAL_SIZE = "LOCAL_WORLD_SIZE";
    private static final String ADDRESS = "MASTER_ADDR";
    private static final String PORT = "MASTER_PORT";
    private static final int LAST_PORT = 65535;

    /** A process that trains alone. */
    public static final RankEnvironment ALONE = new RankEnvironment(0, 1, 0, 1, "", 0, "", false, Optional.empty());

    /**
     * Reads the variables of a process.
     *
     * @param variables the environment
     * @return who it is; {@link #ALONE} if neither {@code RANK} nor {@code WORLD_SIZE} is set
     * @throws MetaFormerException if some are missing or impossible; the message names the variable
     */
    public static RankEnvironment of(Map<String, String> variables) {
        if (!isSet(variables, RANK) && !isSet(variables, SIZE)) {
            return ALONE;
        }
        int size = number(variables, SIZE, 1, Integer.MAX_VALUE);
        int rank = number(variables, RANK, 0, size - 1);
        int localSize = isSet(variables, LOCAL_SIZE) ? number(variables, LOCAL_SIZE, 1, size) : 0;
        int localRank = isSet(variables, LOCAL_RANK)
                ? number(variables, LOCAL_RANK, 0, (localSize == 0 ? size : localSize) - 1)
                : 0;
        if (size == 1) {
            return ALONE;
        }
        return new RankEnvironment(
                rank,
                size,
                localRank,
                localSize,
                text(variables, ADDRESS),
                number(variables, PORT, 1, LAST_PORT),
                variables.getOrDefault("TORCHELASTIC_RUN_ID", "") + "/"
                        + variables.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0"),
                variables.getOrDefault("TORCHELASTIC_USE_AGENT_STORE", "").equals("True"),
                Optional.ofNullable(variables.get("GLOO_SOCKET_IFNAME")).filter(name -> !name.isBlank()));
    }

    /** Whether all processes are known to be on one machine. */
    boolean isOneMachine() {
        return localSize == size;
    }

    private static boolean isSet(Map<String, String> variables, String name) {
        return !variables.getOrDefault(name, "").isBlank();
    }

    private static String text(Map<String, String> variables, String name) {
        if (!isSet(variables, name)) {
            throw new MetaFormerException(
                    "the variable " + name + " is not set, but others say that several processes train"
                            + " together; set " + RANK + ", " + SIZE + ", " + ADDRESS + " and " + PORT
                            + " for each of them, or none");
        }
        return variables.get(name).strip();
    }

    private static int number(Map<String, String> variables, String name, int least, int most) {
        String text = text(variables, name);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw impossible(name, text, least, most, e);
        }
        throw impossible(name, text, least, most, null);
    }

    private static MetaFormerException impossible(String name, String text, int least, int most, Exception cause) {
        return new MetaFormerException(
                "the variable " + name + " is '" + PrintableText.of(text) + "', but must be a whole number "
                        + (most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most)
                        + (name.equals(RANK) ? ", below " + SIZE : ""),
                cause);
    }
}
