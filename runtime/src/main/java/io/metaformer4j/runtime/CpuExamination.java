package io.metaformer4j.runtime;

import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.zoo.MetaFormerException;

/** What the engine found about itself on this machine. */
final class CpuExamination {

    private CpuExamination() {}

    static EngineReport ofThisMachine() {
        ReportSection section = ReportSection.of("engine");
        try {
            KernelChoice choice = KernelChoice.ofProcess();
            return EngineReport.of(section.withFact("oneDNN", CpuEngine.withNatives(PrimitiveFactory::version))
                    .withFact("row kernels", choice.kernels().description() + ": " + choice.reason()));
        } catch (MetaFormerException e) {
            return EngineReport.of(section.withFact("state", "cannot be loaded, so the engine was not examined")
                    .withFinding(Finding.problem(e.getMessage())));
        }
    }
}
