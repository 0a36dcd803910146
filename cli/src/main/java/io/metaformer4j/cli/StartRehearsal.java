package io.metaformer4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs typical commands one after the other, for {@code java -XX:ArchiveClassesAtExit}: what they load is in the archive from which
 * later processes start sooner. What the commands say is thrown away; one that fails leaves its classes out.
 */
final class StartRehearsal {

    private static final String PICTURE = "demo/photographs/cat.jpg";

    private StartRehearsal() {}

    /**
     * Runs the commands and ends the process.
     *
     * @param arguments none
     * @throws IOException if the disk fails
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("metaformer-rehearsal");
        Path picture = folder.resolve("cat.jpg");
        Path explained = folder.resolve("heat.png");
        try (InputStream in = StartRehearsal.class.getResourceAsStream(PICTURE)) {
            Files.copy(in, picture);
        }
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try {
            for (List<String> command : List.of(
                    List.of("explain", picture.toString(), "--output", explained.toString()),
                    List.of("classify", picture.toString(), "--json"),
                    List.of("classify", picture.toString()))) {
                Main.run(nowhere, nowhere, command.toArray(String[]::new));
            }
        } finally {
            Files.deleteIfExists(explained);
            Files.delete(picture);
            Files.delete(folder);
        }
        Main.main(new String[] {"--version"}); // ends the process
    }
}
