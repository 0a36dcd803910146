package io.metaformer4j.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is known of the processor, for messages. */
final class Processor {

    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Model name with family and model numbers where the system tells them, else the architecture. */
    static String name() {
        Optional<String> model = field("model name");
        if (model.isEmpty()) {
            return System.getProperty("os.arch");
        }
        return model.get()
                + field("cpu family")
                        .map(family -> ", family " + family + field("model")
                                .map(number -> " model " + number)
                                .orElse(""))
                        .orElse("");
    }

    /** A line of Linux's description of the first processor. */
    static Optional<String> field(String key) {
        for (String line : lines()) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    private static List<String> lines() {
        try {
            return Files.isReadable(LINUX) ? Files.readAllLines(LINUX) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
