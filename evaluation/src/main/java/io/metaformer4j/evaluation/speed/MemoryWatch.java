package io.metaformer4j.evaluation.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches how much memory the process has at the most. On Linux the system keeps the peak ({@code VmHWM} in
 * {@code /proc/self/status}), and begins again when it is asked to (proc(5), {@code clear_refs}).
 *
 * @param process folder in which the system tells of the process
 */
record MemoryWatch(Path process) {

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** Sets the peak of resident memory to what there is now. */
    private static final byte[] RESET = "5".getBytes(StandardCharsets.US_ASCII);

    private static final long KIBI = 1024;

    /** Of this process. */
    static MemoryWatch ofThisProcess() {
        return new MemoryWatch(Path.of("/proc/self"));
    }

    /**
     * Begins.
     *
     * @return whether the system forgot earlier peaks
     */
    boolean start() {
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        try {
            Files.write(process.resolve("clear_refs"), RESET, StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false; // no Linux, or a container that does not allow it
        }
    }

    /** The peak since the beginning, given whether earlier ones were forgotten. */
    PeakMemory stop(boolean forgotten) {
        long heap = heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        return new PeakMemory(processPeak(), !forgotten, heap);
    }

    private OptionalLong processPeak() {
        try {
            Matcher peak = PEAK.matcher(Files.readString(process.resolve("status")));
            return peak.find() ? OptionalLong.of(Long.parseLong(peak.group(1)) * KIBI) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // no Linux
        }
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
