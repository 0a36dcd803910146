package io.metaformer4j.torch;

import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.RoundedProducts;
import io.metaformer4j.torch.natives.Blas;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.Natives;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.torch.run.MemoryLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;

/** What libtorch is like on this machine: its native libraries, its settings, and whether each kernel is right. */
final class TorchExamination {

    /** Environment variables that change what libtorch and its libraries do. */
    private static final List<String> VARIABLES = List.of(
            "OMP_NUM_THREADS",
            "OMP_WAIT_POLICY",
            "GOMP_SPINCOUNT",
            "OPENBLAS_NUM_THREADS",
            "OPENBLAS_CORETYPE",
            "ONEDNN_MAX_CPU_ISA",
            "ATEN_CPU_CAPABILITY",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TRIM_THRESHOLD_");

    private TorchExamination() {}

    /**
     * Looks at this machine and measures every kernel in every precision and layout, which takes about a second.
     *
     * @throws TorchException if the native libraries cannot be loaded
     */
    static EngineReport ofThisMachine() {
        Natives natives = NativeLibraries.load();
        return TorchException.translate("looking at the engine", () -> {
            try (TensorScope ignored = TensorScope.open()) {
                return EngineReport.of(libraries(natives), settings(natives), kernels());
            }
        });
    }

    private static ReportSection libraries(Natives natives) {
        ReportSection section = ReportSection.of("natives")
                .withFact("platform", natives.platform())
                .withFact("folder", natives.folder().toString());
        for (Natives.Archive archive : natives.archives()) {
            section = section.withFact(archive.name(), archive.version() + " in " + archive.folder());
        }
        return section.withFact(
                "libraries unpacked just now", natives.unpacked().size());
    }

    private static ReportSection settings(Natives natives) {
        String vectors = torch.get_cpu_capability().getString();
        int cards = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
        ReportSection section = ReportSection.of("engine")
                .withFact("libtorch", versionOf(natives) + ", own kernels for " + vectors)
                .withFact("oneDNN", torch.get_mkldnn_version().getString().strip())
                .withFact("matrix products", Blas.describe())
                .withFact("bfloat16", RoundedProducts.inProcess() ? "in single precision, rounded" : "native")
                .withFact("threads of one operation", torch.get_num_threads())
                .withFact("CUDA devices", cards == 0 ? "none" : String.valueOf(cards), cards);
        return withCaches(withEnvironment(section, System.getenv()), Processor.ofThisMachine());
    }

    static ReportSection withEnvironment(ReportSection section, Map<String, String> environment) {
        List<String> set = VARIABLES.stream()
                .filter(environment::containsKey)
                .map(name -> name + "=" + environment.get(name))
                .toList();
        return section.withFact(
                "environment", set.isEmpty() ? "nothing that matters here is set" : String.join(", ", set), set);
    }

    static ReportSection withCaches(ReportSection section, Processor processor) {
        return processor.hidesCaches()
                ? section.withFinding(Finding.note(
                        "the hypervisor hides the processor's caches, so that oneDNN's 1x1 convolutions would end the"
                                + " process here; pointwise layers are trained as matrix products"))
                : section;
    }

    /** Version of libtorch with that of its Java binding; empty if the natives do not say. */
    private static String versionOf(Natives natives) {
        return natives.archives().stream()
                .filter(archive -> archive.name().equals("pytorch"))
                .map(Natives.Archive::version)
                .findFirst()
                .orElse("");
    }

    private static ReportSection kernels() {
        ReportSection section = ReportSection.of("kernels")
                .withExplanation(
                        "each is compared with exact arithmetic; error: largest difference over the largest right value");
        for (KernelCheck check : Kernels.ofProcess().checkAll()) {
            section = section.withFact(check.setting().toString(), verdict(check), data(check));
            if (!check.passed()) {
                String sentence = Kernels.describeFailure(check);
                section = section.withFinding(
                        isUsual(check.setting()) ? Finding.problem(sentence) : Finding.note(sentence));
            }
        }
        return section;
    }

    /** Single precision and channels-last order, in which everything is computed that nobody asked to be different. */
    private static boolean isUsual(KernelSetting setting) {
        return setting.precision() == Precision.FLOAT32 && setting.layout() == MemoryLayout.CHANNELS_LAST;
    }

    private static String verdict(KernelCheck check) {
        String error = Double.isFinite(check.error())
                ? "error " + String.format(Locale.ROOT, "%.1e", check.error())
                : Double.isNaN(check.error()) ? "gives NaN" : "does not run";
        return (check.passed() ? "right, " : "WRONG, so not used, ") + error;
    }

    private static Map<String, Object> data(KernelCheck check) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("right", check.passed());
        data.put("error", Double.isFinite(check.error()) ? check.error() : null);
        data.put("bound", check.bound());
        return data;
    }
}
