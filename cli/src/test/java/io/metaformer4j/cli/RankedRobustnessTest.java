package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the surroundings that torchrun makes measure together what one measures, picture for picture. */
class RankedRobustnessTest {

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private List<String> arguments(String output) {
        return List.of(
                "robustness",
                "--corrupt-on-the-fly",
                folder.resolve("data").toString(),
                "--corruptions",
                "gaussian_noise,fog",
                "--severities",
                "2,5",
                "--batch-size",
                "2",
                "--threads",
                "1",
                "--skip-broken",
                "--output",
                folder.resolve(output).toString());
    }

    @Test
    void two_processes_measure_exactly_what_one_does() throws Exception {
        Path data = folder.resolve("data");
        for (int i = 0; i < 7; i++) { // an odd number: the shares differ in size
            TwoColours.picture(data.resolve("cat/" + i + ".png"), i % 3, i);
            TwoColours.picture(data.resolve("ship/" + i + ".png"), i % 3, 100 + i);
        }
        Files.write(data.resolve("ship/broken.png"), new byte[] {1, 2, 3});
        for (int rank = 0; rank < 2; rank++) {
            ProcessBuilder process = CommandProcess.of(arguments("together.json"));
            process.environment()
                    .putAll(Map.of(
                            "RANK", String.valueOf(rank),
                            "LOCAL_RANK", String.valueOf(rank),
                            "WORLD_SIZE", "2",
                            "LOCAL_WORLD_SIZE", "2",
                            "MASTER_ADDR", "127.0.0.1",
                            "MASTER_PORT", "29500"));
            started.add(process.start());
        }
        for (Process process : started) {
            CommandProcess.lines(process);
        }
        CommandResult alone = CommandResult.of(arguments("alone.json").toArray(String[]::new));
        assertThat(alone.code()).as(alone.err()).isZero();
        ObjectNode together = json("together.json");
        assertThat(together.remove("world_size").asInt()).isEqualTo(2);
        ObjectNode expected = json("alone.json");
        assertThat(expected.remove("world_size").asInt()).isEqualTo(1);
        assertThat(together).isEqualTo(expected);
        assertThat(expected.toString()).contains("\"skipped\":1", "\"n\":14");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("data", "together.json", "alone.json");
        }
    }

    private ObjectNode json(String name) throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(folder.resolve(name).toFile());
    }
}
