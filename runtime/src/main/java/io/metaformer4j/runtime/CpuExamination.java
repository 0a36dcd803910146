package io.metaformer4j.runtime;

import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Finding;
import io.metaformer4j.engine.ReportSection;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.dnnl.ThreadLimit;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.zoo.MetaFormerException;

/** What the engine found about itself on this machine. */
final class CpuExamination {

    private CpuExamination() {}

    static EngineReport ofThisMachine() {
        ReportSection section = ReportSection.of("engine");
        try {
            KernelChoice choice = KernelChoice.ofProcess();
            NarrowSupport support = CpuEngine.withNatives(NarrowSupport::ofProcess);
            ReportSection found = section.withFact("oneDNN", CpuEngine.withNatives(PrimitiveFactory::version))
                    .withFact("row kernels", choice.kernels().description() + ", because " + choice.reason())
                    .withFact("bf16", bfloat16(support))
                    .withFact("int8", bytes(support));
            if (!ThreadLimit.isAvailable()) {
                found = found.withFinding(
                        Finding.note("OpenMP was not found, so that each product of the cpu engine may"
                                + " start threads of its own; answers are right, but late"));
            }
            return EngineReport.of(
                    choice.wrong() ? found.withFinding(Finding.problem("row kernels: " + choice.reason())) : found);
        } catch (MetaFormerException e) {
            return EngineReport.of(section.withFact("state", "cannot be loaded, so the engine was not examined")
                    .withFinding(Finding.problem(e.getMessage())));
        }
    }

    static String bfloat16(NarrowSupport support) {
        if (!support.products().bfloat16()) {
            return "not on this processor, which has no instructions for it";
        }
        return "with instructions of the processor"
                + (support.convolutions().bfloat16()
                        ? ""
                        : "; convolutions in float32: others are not right, or slow, here");
    }

    static String bytes(NarrowSupport support) {
        String exact = support.products().bytes()
                ? "with exact products of bytes"
                : "as float32, with the same answers and no gain: products of bytes are not exact, or slow, here";
        boolean apart = support.products().bytes() && !support.convolutions().bytes();
        return exact + (apart ? "; convolutions as float32: those of bytes are not exact, or slow, here" : "");
    }
}
