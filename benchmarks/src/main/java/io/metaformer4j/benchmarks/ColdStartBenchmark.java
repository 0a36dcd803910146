package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.loop.JpegFiles;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A whole command from the start of its process to its end, as a user waits for it: one picture, the embedded model. */
final class ColdStartBenchmark implements Benchmark {

    private static final String PICTURE = "IMAGE";
    private static final double TARGET_SECONDS = 3.0;
    /** The first run builds the command and unpacks the natives. */
    private static final int WARM_UPS = 1;

    private final Optional<List<String>> command;

    ColdStartBenchmark(Optional<List<String>> command) {
        this.command = command.map(List::copyOf);
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        List<String> words =
                command.orElse(List.of(settings.root().resolve("metaformer").toString(), "classify", PICTURE));
        if (words.contains(PICTURE) && settings.images().isEmpty()) {
            report.note("No --images: the cold start is left out.");
            return;
        }
        Path output = settings.work().resolve("coldstart.log");
        List<String> line = words.contains(PICTURE) ? withPicture(words, settings) : words;
        Contestant ours = Contestant.ours(String.join(" ", words), () -> new double[] {seconds(line, output)});
        Match match = new Match(
                "cold start of a process", Unit.SECONDS, Target.within(TARGET_SECONDS), 1, WARM_UPS, List.of(ours));
        report.result(match.play(settings.rounds()));
    }

    private static List<String> withPicture(List<String> words, Settings settings) throws IOException {
        String picture = JpegFiles.in(settings.images().orElseThrow()).get(0).toString();
        return words.stream().map(word -> word.equals(PICTURE) ? picture : word).toList();
    }

    private static double seconds(List<String> line, Path output) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (status != 0) {
            throw new MetaFormerException("'" + String.join(" ", line) + "' ended with status " + status + ": "
                    + Files.readString(output).strip());
        }
        return seconds;
    }
}
