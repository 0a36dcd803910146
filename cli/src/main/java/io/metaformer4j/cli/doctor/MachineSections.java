package io.metaformer4j.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.metaformer4j.torch.natives.Processor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the system says about itself: Java, processor, memory, settings. */
final class MachineSections {

    /** Environment variables that change what the engine does. */
    private static final List<String> SETTINGS = List.of(
            "OMP_NUM_THREADS",
            "OMP_WAIT_POLICY",
            "OPENBLAS_NUM_THREADS",
            "OPENBLAS_CORETYPE",
            "ONEDNN_MAX_CPU_ISA",
            "ATEN_CPU_CAPABILITY",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TRIM_THRESHOLD_",
            "METAFORMER_JAVA_OPTS");

    /** A network of the largest size needs about this much besides the heap of Java. */
    private static final long SCARCE_MEMORY = 1L << 30;

    private MachineSections() {}

    static List<Section> all() {
        return List.of(java(), processor(), memory(), settings(System.getenv()));
    }

    private static Section java() {
        return new Section("Java")
                .fact(
                        "version",
                        System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")")
                .fact("home", System.getProperty("java.home"))
                .fact(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"));
    }

    private static Section processor() {
        Processor processor = Processor.ofThisMachine();
        ControlGroup group = ControlGroup.ofThisProcess();
        Section section = new Section("processor")
                .fact("model", processor.name())
                .fact("instruction sets", processor.instructionSets(), "none known")
                .fact("caches", processor.caches(), "none known")
                .fact("cores for Java", Runtime.getRuntime().availableProcessors());
        group.processors()
                .ifPresent(limit -> section.fact("cores that the control group allows", String.valueOf(limit), limit));
        if (processor.hidesCaches()) {
            section.finding(
                    Finding.note("the hypervisor hides the processor's caches; pointwise layers are trained as matrix"
                            + " products, since oneDNN's 1x1 convolutions would end the process here"));
        }
        return section;
    }

    private static Section memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Section section = new Section("memory")
                .bytes("total", system.getTotalMemorySize())
                .bytes("free", system.getFreeMemorySize())
                .bytes("heap of Java at most", Runtime.getRuntime().maxMemory());
        ControlGroup.ofThisProcess().memory().ifPresent(limit -> section.bytes("limit of the control group", limit));
        if (system.getTotalMemorySize() < SCARCE_MEMORY) {
            section.finding(Finding.problem("there are only " + size(system.getTotalMemorySize())
                    + " of memory; give the machine or container at least " + size(SCARCE_MEMORY)));
        }
        return section;
    }

    private static Section settings(Map<String, String> environment) {
        List<String> set = new ArrayList<>();
        for (String name : SETTINGS) {
            if (environment.containsKey(name)) {
                set.add(name + "=" + environment.get(name));
            }
        }
        return new Section("settings").fact("environment", set, "nothing that matters here is set");
    }

    static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1L << 30))
                : bytes >= 1L << 20
                        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
                        : String.format(Locale.ROOT, "%d KiB", (bytes + 1023) >> 10);
    }
}
