package io.metaformer4j.runtime;

import io.metaformer4j.engine.ComputationPlan;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.EngineReport;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.engine.quantize.Quantizer;
import io.metaformer4j.runtime.dnnl.DnnlLibrary;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.ThreadLimit;
import io.metaformer4j.runtime.kernel.KernelChoice;
import io.metaformer4j.runtime.quantize.CpuQuantizer;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine for inference on processors, on oneDNN: in single precision, in bfloat16, or with weights that are quantized to bytes.
 * Without gradients.
 */
public final class CpuEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(CpuEngine.class);

    /** Above that of torch, whose answers it gives sooner. */
    private static final int PRIORITY = 150;

    /** Loads nothing yet. */
    public CpuEngine() {}

    @Override
    public String name() {
        return "cpu";
    }

    /** 150: before torch, which is left with what only that can do. */
    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    /** Bytes, which quantized weights are. */
    @Override
    public Set<DType> quantizedTypes() {
        return Set.of(DType.I8);
    }

    /**
     * Other devices, half precision, natives that are missing; bfloat16 on processors without instructions for it, for which oneDNN is
     * loaded.
     */
    @Override
    public Optional<String> obstacle(Placement placement) {
        if (placement.device().kind() != Device.Kind.CPU) {
            return Optional.of("the cpu engine has no device " + placement.device()
                    + "; use cpu, or the torch engine with its natives for graphics cards");
        }
        if (placement.precision() == Precision.FLOAT16) {
            return Optional.of("the cpu engine does not compute in "
                    + placement.precision().shortName() + "; use fp32 or bf16, or the torch engine");
        }
        try {
            if (placement.precision() == Precision.BFLOAT16) {
                return bfloat16Obstacle(withNatives(NarrowSupport::ofProcess));
            }
            if (!DnnlLibrary.isOnClassPath()) {
                DnnlLibrary.load();
            }
            return Optional.empty();
        } catch (MetaFormerException e) {
            return Optional.of(e.getMessage());
        } catch (NoClassDefFoundError e) {
            return Optional.of(withoutNatives(e));
        }
    }

    /** Loads oneDNN, and begins to warm up the row kernels. */
    @Override
    public void prepare(Placement placement) {
        Thread thread = new Thread(
                () -> {
                    try {
                        withNatives(ThreadLimit::isAvailable);
                        KernelChoice.kernelsOfProcess();
                    } catch (MetaFormerException e) {
                        LOG.debug("nothing is prepared: {}", e.getMessage());
                    }
                },
                "metaformer-cpu-preparation");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public EngineReport report() {
        return CpuExamination.ofThisMachine();
    }

    /** Tells the plan from kinds and shapes of weights, without natives. */
    @Override
    public Optional<ComputationPlan> plan(Architecture architecture, int height, int width) {
        return Optional.of(DescribedPlan.of(architecture).forPictures(height, width));
    }

    @Override
    public Network load(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        requireAvailable(placement);
        return withNatives(() -> CpuNetwork.load(architecture, preprocessing, weights, placement));
    }

    @Override
    public Optional<Quantizer> quantizer(
            Architecture architecture,
            Preprocessing preprocessing,
            Map<String, WeightTensor> weights,
            Placement placement) {
        Placement single = placement.withPrecision(Precision.FLOAT32);
        requireAvailable(single);
        return Optional.of(withNatives(() -> new CpuQuantizer(
                architecture,
                preprocessing,
                weights,
                single,
                stored -> CpuNetwork.load(architecture, preprocessing, stored, single))));
    }

    private void requireAvailable(Placement placement) {
        obstacle(placement).ifPresent(sentence -> {
            throw new MetaFormerException(sentence);
        });
    }

    static Optional<String> bfloat16Obstacle(NarrowSupport support) {
        return support.products().bfloat16()
                ? Optional.empty()
                : Optional.of("the cpu engine does not compute in bf16 on this processor, which has no"
                        + " instructions for it (AVX512_BF16 or AMX) and would take longer than in fp32; use fp32");
    }

    /** The library of natives can be left out of a program, in favour of another engine, while this one is still there. */
    static <T> T withNatives(Supplier<T> body) {
        try {
            DnnlLibrary.load();
            return body.get();
        } catch (NoClassDefFoundError e) {
            throw new MetaFormerException(withoutNatives(e), e);
        }
    }

    private static String withoutNatives(NoClassDefFoundError e) {
        return "the cpu engine is on the class path, but oneDNN is not (" + e.getMessage()
                + " is missing); add the library org.bytedeco:dnnl-platform, or use another engine";
    }
}
