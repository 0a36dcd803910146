package io.metaformer4j.engine.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system reports about the processor. Linux reports most; elsewhere there is the architecture.
 *
 * @param name model, with family and model numbers where they are known
 * @param instructionSets the vector instruction sets that matter for speed, as Linux names them; empty where nothing is reported
 * @param caches the caches of the first core, e.g. {@code L2 1024K}; empty where nothing is reported, as in virtual machines whose
 *     hypervisor hides them
 */
public record Processor(String name, List<String> instructionSets, List<String> caches) {

    private static final Logger LOG = LoggerFactory.getLogger(Processor.class);
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    private static final List<String> KNOWN_SETS = List.of(
            "sse4_1",
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512dq",
            "avx_vnni",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimddp",
            "sve");

    /** Copies the lists. */
    public Processor {
        instructionSets = List.copyOf(instructionSets);
        caches = List.copyOf(caches);
    }

    /**
     * Reads what the system reports about this machine.
     *
     * @return the processor
     */
    public static Processor ofThisMachine() {
        return read(CPUINFO, CACHES);
    }

    /**
     * Whether this is Linux in a virtual machine whose hypervisor hides the caches. Native libraries may then take their sizes
     * for zero, and those that divide by them end the process.
     *
     * @return true if nothing is known of caches where something should be
     */
    public boolean hidesCaches() {
        return caches.isEmpty() && System.getProperty("os.name").equals("Linux");
    }

    static Processor read(Path cpuinfo, Path caches) {
        Map<String, String> fields = firstProcessor(cpuinfo);
        List<String> flags = List.of(fields.getOrDefault("flags", fields.getOrDefault("Features", ""))
                .split(" "));
        return new Processor(
                nameOf(fields), KNOWN_SETS.stream().filter(flags::contains).toList(), cachesIn(caches));
    }

    private static String nameOf(Map<String, String> fields) {
        String model = fields.get("model name");
        if (model == null) {
            return System.getProperty("os.arch");
        }
        String family = fields.get("cpu family");
        return family == null ? model : model + ", family " + family + " model " + fields.get("model");
    }

    /** The lines {@code key : value} up to the first empty one. */
    private static Map<String, String> firstProcessor(Path cpuinfo) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines(cpuinfo)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                break;
            }
            fields.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static List<String> cachesIn(Path folder) {
        List<String> found = new ArrayList<>();
        String[] indexes = folder.toFile().list((parent, name) -> name.startsWith("index"));
        if (indexes == null) {
            return found;
        }
        Arrays.sort(indexes);
        for (String index : indexes) {
            Optional<String> level = word(folder.resolve(index).resolve("level"));
            Optional<String> size = word(folder.resolve(index).resolve("size"));
            if (level.isPresent() && size.isPresent()) {
                String type = word(folder.resolve(index).resolve("type")).orElse("Unified");
                String letter = type.equals("Data") ? "d" : type.equals("Instruction") ? "i" : "";
                found.add("L" + level.get() + letter + " " + size.get());
            }
        }
        return found;
    }

    private static Optional<String> word(Path file) {
        return lines(file).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            LOG.info("'{}' cannot be read ({}); what it says counts as not known", file, e.toString());
            return List.of();
        }
    }
}
