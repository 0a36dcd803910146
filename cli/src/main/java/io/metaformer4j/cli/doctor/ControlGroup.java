package io.metaformer4j.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a Linux control group leaves to this process, as in a container.
 *
 * @param processors how many processors' worth of time, e.g. 1.5; empty without a limit
 * @param memory bytes; empty without a limit
 */
record ControlGroup(OptionalDouble processors, OptionalLong memory) {

    /** Version 1 reports a number near 2^63 where there is no limit. */
    private static final long UNLIMITED = 1L << 60;

    static ControlGroup ofThisProcess() {
        return read(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /** The tightest limits between the group of the process and the root. */
    static ControlGroup read(Path membership, Path root) {
        OptionalDouble processors = OptionalDouble.empty();
        OptionalLong memory = OptionalLong.empty();
        for (String line : lines(membership)) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            Path base = parts[1].isEmpty() ? root : root.resolve(parts[1]);
            for (Path group = base.resolve(parts[2].replaceFirst("^/+", "")).normalize();
                    group != null && group.startsWith(root);
                    group = group.getParent()) {
                processors = least(processors, quota(group));
                memory = least(memory, memory(group));
            }
        }
        return new ControlGroup(processors, memory);
    }

    private static OptionalDouble quota(Path group) {
        Optional<String> second = word(group.resolve("cpu.max"));
        if (second.isPresent()) {
            String[] words = second.get().split(" ", 2);
            return words[0].equals("max")
                    ? OptionalDouble.empty()
                    : ratio(words[0], words.length > 1 ? words[1] : "100000");
        }
        Optional<String> quota = word(group.resolve("cpu.cfs_quota_us"));
        Optional<String> period = word(group.resolve("cpu.cfs_period_us"));
        return quota.isPresent() && period.isPresent() && !quota.get().startsWith("-")
                ? ratio(quota.get(), period.get())
                : OptionalDouble.empty();
    }

    private static OptionalDouble ratio(String quota, String period) {
        return OptionalDouble.of(Double.parseDouble(quota) / Double.parseDouble(period));
    }

    private static OptionalLong memory(Path group) {
        for (String name : List.of("memory.max", "memory.limit_in_bytes")) {
            Optional<String> limit = word(group.resolve(name));
            if (limit.isPresent() && !limit.get().equals("max") && Long.parseLong(limit.get()) < UNLIMITED) {
                return OptionalLong.of(Long.parseLong(limit.get()));
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalDouble least(OptionalDouble a, OptionalDouble b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : OptionalDouble.of(Math.min(a.getAsDouble(), b.getAsDouble()));
    }

    private static OptionalLong least(OptionalLong a, OptionalLong b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()));
    }

    private static Optional<String> word(Path file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // a system without this file
        }
    }
}
