package io.metaformer4j.cli.doctor;

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

    static Section of(HubSettings hub) {
        Path cache = hub.cache().toAbsolutePath();
        Section section = new Section("storage").fact("download cache", cache.toString());
        if (Files.exists(cache)) {
            section.fact("files in it", contents(cache));
        } else {
            section.fact("files in it", "none yet");
        }
        Path existing = existing(cache);
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            section.finding(Finding.problem("the download cache " + cache + " cannot be written, because of " + existing
                    + "; set METAFORMER_CACHE to a folder that can"));
        }
        space(section, "download cache", existing);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        section.fact("temporary files", temporary.toString());
        if (Files.isDirectory(temporary) && Files.isWritable(temporary)) {
            space(section, "temporary files", temporary);
        } else {
            section.finding(Finding.problem("the folder for temporary files, " + temporary
                    + ", cannot be written; create it, or set -Djava.io.tmpdir in METAFORMER_JAVA_OPTS"));
        }
        section.fact("downloads", hub.offline() ? "off" : "from " + hub.endpoint());
        return section;
    }

    private static void space(Section section, String what, Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            section.bytes("free disk for " + what, free);
            if (free < SCARCE_DISK) {
                section.finding(Finding.problem("only " + MachineSections.size(free) + " of disk are free in " + folder
                        + " for " + what + "; checkpoints of the larger networks do not fit, so make room"));
            }
        } catch (IOException e) {
            section.finding(Finding.note("the free disk in " + folder + " is not known: " + e.getMessage()));
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
