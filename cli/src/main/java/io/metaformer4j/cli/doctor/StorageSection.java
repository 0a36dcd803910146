package io.metaformer4j.cli.doctor;

import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.weights.hub.HubSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The cache of downloads and the room for files. */
final class StorageSection {

    /** The checkpoint of the largest published network. */
    private static final long SCARCE_DISK = 1L << 30;

    private StorageSection() {}

    static ReportSection of(HubSettings hub) {
        Path cache = hub.cache().toAbsolutePath();
        ReportSection section = ReportSection.of("storage")
                .withFact("download cache", cache.toString())
                .withFact("files in it", Files.exists(cache) ? contents(cache) : "none yet");
        Path existing = existing(cache);
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            section = section.withFinding(Finding.problem("the download cache " + cache
                    + " cannot be written, because of " + existing + "; set METAFORMER_CACHE to a folder that can"));
        }
        section = withSpace(section, "download cache", existing);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        section = section.withFact("temporary files", temporary.toString());
        if (Files.isDirectory(temporary) && Files.isWritable(temporary)) {
            section = withSpace(section, "temporary files", temporary);
        } else {
            section = section.withFinding(Finding.problem("the folder for temporary files, " + temporary
                    + ", cannot be written; create it, or set -Djava.io.tmpdir in METAFORMER_JAVA_OPTS"));
        }
        return section.withFact("downloads", hub.offline() ? "off" : "from " + hub.endpoint());
    }

    private static ReportSection withSpace(ReportSection section, String what, Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            ReportSection known = MachineSections.withBytes(section, "free disk for " + what, free);
            if (free >= SCARCE_DISK) {
                return known;
            }
            return known.withFinding(Finding.problem("only " + MachineSections.size(free) + " of disk are free in "
                    + folder + " for " + what + "; checkpoints of the larger networks do not fit, so make room"));
        } catch (IOException e) {
            return section.withFinding(Finding.note("the free disk in " + folder + " is not known: " + e.getMessage()));
        }
    }

    private static String contents(Path cache) {
        try (Stream<Path> files = Files.walk(cache)) {
            long[] sizes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .toArray();
            long sum = 0;
            for (long size : sizes) {
                sum += size;
            }
            return sizes.length + " (" + MachineSections.size(sum) + ")";
        } catch (IOException | UncheckedIOException e) { // the latter where a folder in it cannot be read
            return "not readable: " + e.getMessage();
        }
    }

    private static Path existing(Path path) {
        Path current = path;
        while (!Files.exists(current) && current.getParent() != null) {
            current = current.getParent();
        }
        return current;
    }
}
