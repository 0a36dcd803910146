package io.metaformer4j.benchmarks.match;

import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.torch.natives.Blas;
import io.metaformer4j.torch.natives.TorchThreads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** What the figures were measured on. */
public final class Machine {

    private static final List<String> STEERING =
            List.of("OPENBLAS_", "MKL_", "OMP_", "GOMP_", "KMP_", "ONEDNN_", "DNNL_", "ATEN_", "MALLOC_", "TORCH_");

    private Machine() {}

    /** The processor and how busy it is. */
    public static Map<String, String> facts(Settings settings) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", Processor.ofThisMachine().name());
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load", load());
        facts.put("threads", String.valueOf(settings.threads()));
        facts.put("rounds", String.valueOf(settings.rounds()));
        return facts;
    }

    /** Other processes' demand at the start; above 0.1 the figures are doubtful. */
    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.2f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Environment variables that choose kernels or numbers of threads, which both sides inherit; usually none. */
    public static Map<String, String> variables() {
        Map<String, String> found = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (STEERING.stream().anyMatch(name::startsWith)) {
                found.put(name, value);
            }
        });
        return found;
    }

    /** The virtual machine. */
    public static Map<String, String> java() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", System.getProperty("java.vm.version"));
        facts.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        return facts;
    }

    /** Our engine; also tells it the number of threads, which counts for the calling thread. */
    public static Map<String, String> engine(int threads) throws IOException {
        TorchThreads.set(threads);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("libtorch", version());
        facts.put("kernels", torch.get_cpu_capability().getString());
        facts.put("BLAS", Blas.describe());
        facts.put("threads", String.valueOf(torch.get_num_threads()));
        return facts;
    }

    private static String version() throws IOException {
        String version = Loader.getVersion("org.bytedeco", "pytorch");
        return version == null ? "unknown" : version;
    }
}
