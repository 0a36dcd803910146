package io.metaformer4j.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.engine.machine.Processor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the system says about itself: Java, processor, memory, settings. */
final class MachineSections {

    /** The environment variable of the command; those of an engine are in its own report. */
    private static final String SETTING = "METAFORMER_JAVA_OPTS";

    /** A network of the largest size needs about this much besides the heap of Java. */
    private static final long SCARCE_MEMORY = 1L << 30;

    private MachineSections() {}

    static List<ReportSection> all() {
        return List.of(java(), processor(), memory(), settings(System.getenv()));
    }

    private static ReportSection java() {
        return ReportSection.of("Java")
                .withFact(
                        "version",
                        System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")")
                .withFact("home", System.getProperty("java.home"))
                .withFact(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"));
    }

    private static ReportSection processor() {
        Processor processor = Processor.ofThisMachine();
        OptionalDouble allowed = ControlGroup.ofThisProcess().processors();
        ReportSection section = ReportSection.of("processor").withFact("model", processor.name());
        section = withList(section, "instruction sets", processor.instructionSets(), "none known");
        section = withList(section, "caches", processor.caches(), "none known")
                .withFact("cores for Java", Runtime.getRuntime().availableProcessors());
        if (allowed.isPresent()) {
            double limit = allowed.getAsDouble();
            section = section.withFact("cores that the control group allows", String.valueOf(limit), limit);
        }
        return section;
    }

    private static ReportSection memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        ReportSection section = withBytes(ReportSection.of("memory"), "total", total);
        section = withBytes(section, "free", system.getFreeMemorySize());
        section =
                withBytes(section, "heap of Java at most", Runtime.getRuntime().maxMemory());
        OptionalLong allowed = ControlGroup.ofThisProcess().memory();
        if (allowed.isPresent()) {
            section = withBytes(section, "limit of the control group", allowed.getAsLong());
        }
        if (total < SCARCE_MEMORY) {
            section = section.withFinding(Finding.problem("there are only " + size(total)
                    + " of memory; give the machine or container at least " + size(SCARCE_MEMORY)));
        }
        return section;
    }

    private static ReportSection settings(Map<String, String> environment) {
        List<String> set =
                environment.containsKey(SETTING) ? List.of(SETTING + "=" + environment.get(SETTING)) : List.of();
        return withList(ReportSection.of("settings"), "environment", set, "nothing that matters here is set");
    }

    /** Adds a list, or what stands for an empty one. */
    static ReportSection withList(ReportSection section, String label, List<String> values, String none) {
        return section.withFact(label, values.isEmpty() ? none : String.join(", ", values), values);
    }

    /** Adds a size. */
    static ReportSection withBytes(ReportSection section, String label, long bytes) {
        return section.withFact(label, size(bytes), bytes);
    }

    static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1L << 30))
                : bytes >= 1L << 20
                        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
                        : String.format(Locale.ROOT, "%d KiB", (bytes + 1023) >> 10);
    }
}
