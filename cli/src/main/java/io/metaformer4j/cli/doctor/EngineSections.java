package io.metaformer4j.cli.doctor;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.EngineReport;
import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.MemoryLayout;
import io.metaformer4j.torch.natives.Natives;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The engine: its native libraries, its settings, and whether each kernel is right. */
final class EngineSections {

    private EngineSections() {}

    static List<Section> all() {
        try {
            EngineReport report = EngineReport.ofThisMachine();
            return List.of(natives(report.natives()), engine(report), kernels(report));
        } catch (MetaFormerException e) {
            return List.of(new Section("natives")
                    .fact("state", "cannot be loaded, so the engine was not examined")
                    .finding(Finding.problem(e.getMessage())));
        }
    }

    private static Section natives(Natives natives) {
        Section section = new Section("natives")
                .fact("platform", natives.platform())
                .fact("folder", natives.folder().toString());
        for (Natives.Archive archive : natives.archives()) {
            section.fact(archive.name(), archive.version() + " in " + archive.folder());
        }
        return section.fact("libraries unpacked just now", natives.unpacked().size());
    }

    private static Section engine(EngineReport report) {
        return new Section("engine")
                .fact("libtorch", report.version() + ", own kernels for " + report.vectors())
                .fact("oneDNN", report.oneDnn())
                .fact("matrix products", report.blas())
                .fact("threads of one operation", report.threads())
                .fact(
                        "CUDA devices",
                        report.graphicsCards() == 0 ? "none" : String.valueOf(report.graphicsCards()),
                        report.graphicsCards());
    }

    private static Section kernels(EngineReport report) {
        Section section = new Section("kernels")
                .explained(
                        "each is compared with exact arithmetic; error: largest difference over the largest right value");
        for (KernelCheck check : report.checks()) {
            section.fact(check.setting().toString(), verdict(check), data(check));
            if (!check.passed()) {
                String sentence = EngineReport.sentence(check);
                section.finding(isUsual(check.setting()) ? Finding.problem(sentence) : Finding.note(sentence));
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
