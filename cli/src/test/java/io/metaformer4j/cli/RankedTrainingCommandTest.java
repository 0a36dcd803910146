package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training with several processes, started by the command itself and as the guide shows it for schedulers. */
class RankedTrainingCommandTest {

    private static final int MINUTES = 2;

    /** In place of the guide's network, one that is small and at hand. */
    private static final String SMALL =
            "embedded --weights pretrained --epochs 1 --batch-size 4 --drop-path 0 --drop 0";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        TwoColours.write(folder.resolve("pets"), 4, 2);
    }

    @AfterEach
    void end() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    private CommandResult train(String run, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "train",
                folder.resolve("pets").toString(),
                "--output",
                folder.resolve(run).toString(),
                "--model"));
        command.addAll(List.of(SMALL.split(" ", -1)));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    @Test
    void two_processes_of_the_command_train_as_one_does_and_the_first_alone_speaks() throws IOException {
        CommandResult together = train("together", "--nproc-per-node", "2");
        assertThat(together.code()).as(together.err()).isZero();
        assertThat(together.out())
                .containsOnlyOnce("epoch 1/1")
                .containsOnlyOnce("done: ")
                .doesNotContain("Gloo");
        assertThat(together.err().lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .startsWith("[rank 0] "));
        assertThat(train("alone").code()).isZero();
        double[] expected = scores("alone");
        double[] actual = scores("together");
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-4));
        }
        assertThat(picturesOfTheReport("together"))
                .isEqualTo(picturesOfTheReport("alone"))
                .hasSize(2)
                .containsOnly("2");
    }

    /** Of 10 pictures 8 can be mixed in pairs by two processes; nobody has asked for 10. */
    @Test
    void the_default_batch_fits_the_processes() throws IOException {
        CommandResult trained = CommandResult.of(
                "train",
                TwoColours.write(folder.resolve("ten"), 5, 1).toString(),
                "--output",
                folder.resolve("run").toString(),
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--epochs",
                "1",
                "--mixup",
                "0.8",
                "--no-report",
                "--nproc-per-node",
                "2");
        assertThat(trained.code()).as(trained.err()).isZero();
        TrainingRecipe recipe =
                TrainingRecipe.parse(Files.readString(folder.resolve("run").resolve("recipe.json")));
        assertThat(recipe.batching().size()).isEqualTo(8);
    }

    /** How many pictures each row of the confusion matrix has. */
    private List<String> picturesOfTheReport(String run) throws IOException {
        return Pattern.compile("<td class=\"sum\">(\\d+)</td>")
                .matcher(Files.readString(folder.resolve(run).resolve("report.html")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private double[] scores(String run) throws IOException {
        String last = Files.readAllLines(folder.resolve(run).resolve("log.csv")).get(1);
        return Pattern.compile(",")
                .splitAsStream(last)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void the_first_failure_of_a_process_ends_all_and_is_the_one_that_counts() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve("best.pth"), "of another run");
        CommandResult refused = train("used", "--nproc-per-node", "2");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("[rank 0] metaformer: folder '" + used + "' holds 'best.pth' already")
                .contains("metaformer: rank 0 failed first (exit code 1), so that all ranks were ended")
                .doesNotContain("[rank 1] ");
    }

    @Test
    void without_natives_for_graphics_cards_one_sentence_says_which_build_has_them() throws IOException {
        assumeNativesForProcessors();
        CommandResult refused = train("cards", "--device", "cuda", "--nproc-per-node", "2");
        assertThat(refused.code()).isEqualTo(1);
        List<String> lines = refused.err()
                .lines()
                .filter(line -> line.contains("metaformer: "))
                .toList();
        int last = lines.size() - 1;
        assertThat(lines.subList(0, last)) // both may say so before the first has ended
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "\\[rank [01]] metaformer: several graphics cards train together through NCCL, which this"
                                                + " build lacks; use a build for graphics cards, that of the Maven profile gpu .*"));
        assertThat(lines.get(last)).matches("metaformer: rank [01] failed first \\(exit code 1\\), so .*");
        assertThat(refused.err()).doesNotContain("\tat ").doesNotContain("Error");
        assertThat(folder.resolve("cards")).doesNotExist();
    }

    private static void assumeNativesForProcessors() {
        assumeTrue(
                Main.class.getClassLoader().getResource("org/bytedeco/cuda/presets/nccl.class") == null,
                "natives for graphics cards are there");
    }

    @Test
    void one_graphics_card_is_not_for_several_processes() {
        CommandResult refused = train("cards", "--device", "cuda:0", "--nproc-per-node", "2");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "--device cuda:0 is one graphics card, which the processes of a machine cannot share; give cuda");
    }

    /** As from torchrun or Slurm: it is not known how many a machine has, or that there is no other on it. */
    @ParameterizedTest
    @CsvSource({"'', 2, is one graphics card", "1, 1, that of the Maven profile gpu"})
    void a_numbered_graphics_card_is_for_the_only_process_of_a_machine(String onMachine, int code, String said)
            throws Exception {
        assumeNativesForProcessors();
        List<String> command = java();
        command.addAll(List.of("train", "pets", "--output", "cards", "--device", "cuda:1", "--model"));
        command.addAll(List.of(SMALL.split(" ", -1)));
        ProcessBuilder rank = new ProcessBuilder(command);
        rank.environment()
                .putAll(Map.of(
                        "MASTER_ADDR",
                        "127.0.0.1",
                        "MASTER_PORT",
                        String.valueOf(freePort()),
                        "WORLD_SIZE",
                        "2",
                        "RANK",
                        "1",
                        "LOCAL_WORLD_SIZE",
                        onMachine));
        start(rank, "rank.txt");
        assertThat(started.get(0).waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(started.get(0).exitValue()).isEqualTo(code);
        assertThat(Files.readString(folder.resolve("rank.txt"))).contains(said);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_guides_script_for_slurm_trains() throws Exception {
        script("scontrol", "echo \"$1\" >> scontrol.log", "echo 127.0.0.1");
        script(
                "srun",
                "for i in 0 1; do SLURM_PROCID=$i SLURM_LOCALID=0 SLURM_NTASKS=2 \"$@\" & pids+=($!); done",
                "for pid in \"${pids[@]}\"; do wait \"$pid\" || code=$?; done",
                "exit \"${code:-0}\"");
        script("metaformer", "exec '" + String.join("' '", java()) + "' \"$@\"");
        Path job = Files.writeString(
                folder.resolve("job.sh"), small(block("bash")).replace("29500", String.valueOf(freePort())));
        ProcessBuilder bash = new ProcessBuilder("bash", job.toString());
        bash.environment()
                .putAll(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "SLURM_JOB_NODELIST",
                        "node[1-2]",
                        "SLURM_CPUS_PER_TASK",
                        "1"));
        start(bash, "slurm.txt");
        assertTrained();
        assertThat(folder.resolve("scontrol.log")).hasContent("show");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "75, true", "137, true", "1, false", "2, false"})
    @DisabledOnOs(OS.WINDOWS)
    void the_guides_script_for_slurm_asks_for_another_start_unless_that_would_fail(int code, boolean again)
            throws Exception {
        script("scontrol", "echo \"$1 $2\" >> scontrol.log", "echo 127.0.0.1");
        script("srun", "exit " + code);
        Path job = Files.writeString(folder.resolve("job.sh"), block("bash"));
        ProcessBuilder bash = new ProcessBuilder("bash", job.toString());
        bash.environment()
                .putAll(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "SLURM_JOB_NODELIST",
                        "node[1-2]",
                        "SLURM_CPUS_PER_TASK",
                        "1",
                        "SLURM_JOB_ID",
                        "7"));
        start(bash, "slurm.txt");
        assertThat(started.get(0).waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(started.get(0).exitValue()).isEqualTo(again ? 0 : 1);
        assertThat(Files.readString(folder.resolve("scontrol.log")).contains("requeue 7"))
                .isEqualTo(again);
    }

    private void script(String name, String... lines) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void the_guides_manifest_for_kubeflow_trains() throws Exception {
        List<String> arguments = Pattern.compile("args: \\[(.*)]")
                .matcher(block("yaml"))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(arguments).hasSize(2);
        int port = freePort();
        for (int rank = 0; rank < arguments.size(); rank++) {
            List<String> command = java();
            command.addAll(List.of(small(arguments.get(rank).replace(",", "")).split(" ", -1)));
            ProcessBuilder pod = new ProcessBuilder(command);
            pod.environment()
                    .putAll(Map.of(
                            "MASTER_ADDR",
                            "127.0.0.1",
                            "MASTER_PORT",
                            String.valueOf(port),
                            "WORLD_SIZE",
                            String.valueOf(arguments.size()),
                            "RANK",
                            String.valueOf(rank)));
            start(pod, "pod-" + rank + ".txt");
        }
        assertTrained();
    }

    private void start(ProcessBuilder builder, String output) throws IOException {
        builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
        started.add(builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start());
    }

    private void assertTrained() throws Exception {
        for (Process process : started) {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        }
        StringBuilder said = new StringBuilder();
        try (var files = Files.newDirectoryStream(folder, "*.txt")) {
            for (Path file : files) {
                said.append(Files.readString(file));
            }
        }
        assertThat(started).as(said.toString()).allMatch(process -> process.exitValue() == 0);
        assertThat(said).containsOnlyOnce("done: ");
        assertThat(folder.resolve("runs/pets/model.json")).exists();
    }

    private static List<String> java() {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    }

    private static String small(String text) {
        return text.replace("caformer_s18 --weights pretrained", SMALL);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The only block of a language in the page of the guide. */
    private static String block(String language) {
        String page = Documents.text(Documents.ROOT.resolve("docs/guide/distributed.md"));
        List<String> blocks = Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }
}
