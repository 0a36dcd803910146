package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.empty;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.torch.run.MemoryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small computations that show whether a kernel is right, chosen to cover what goes wrong: numbers of channels that are no whole
 * blocks, one row, odd sizes.
 *
 * <p>The right values come from a chain: plain Java proves the products of the BLAS, and these, in double precision, where
 * oneDNN has no part, prove everything else.
 */
final class KernelProbes {

    private static final Logger LOG = LoggerFactory.getLogger(KernelProbes.class);

    /** Float32 numbers of the largest padded weight of a probe. */
    private static final long LARGEST = 128 * 16 * 49;

    private final Supplier<Optional<OneDnn>> oneDnn;

    private KernelProbes(Supplier<Optional<OneDnn>> oneDnn) {
        this.oneDnn = oneDnn;
    }

    static KernelProbes ofThisMachine() {
        return new KernelProbes(OneDnn::find);
    }

    /** Probes of packed layers with given operators. */
    static KernelProbes with(Supplier<Optional<OneDnn>> oneDnn) {
        return new KernelProbes(oneDnn);
    }

    /** Every kernel in the settings that networks use. */
    static List<KernelSetting> allSettings() {
        List<KernelSetting> all = new ArrayList<>();
        for (KernelKind kernel : KernelKind.values()) {
            switch (kernel) {
                case MATRIX_PRODUCT,
                        POOLING,
                        LAYER_NORM,
                        ELEMENTWISE,
                        PACKED_LINEAR,
                        PACKED_LINEAR_RELU,
                        PACKED_LINEAR_GELU,
                        PACKED_CONVOLUTION -> all.add(KernelSetting.of(kernel));
                case ATTENTION, LINEAR, SPLIT_KERNEL_GRADIENT -> {
                    for (Precision precision : Precision.values()) {
                        all.add(new KernelSetting(kernel, precision, MemoryLayout.CHANNELS_LAST, true));
                    }
                }
                case GROUP_NORM, DEPTHWISE, DEPTHWISE_GRADIENTS -> addMaps(all, kernel, true);
                case CONVOLUTION, CONVOLUTION_WEIGHT_GRADIENT, CONVOLUTION_INPUT_GRADIENT -> {
                    addMaps(all, kernel, false);
                    addMaps(all, kernel, true);
                }
            }
        }
        return all;
    }

    private static void addMaps(List<KernelSetting> all, KernelKind kernel, boolean tails) {
        for (Precision precision : Precision.values()) {
            for (MemoryLayout layout : MemoryLayout.values()) {
                all.add(new KernelSetting(kernel, precision, layout, tails));
            }
        }
    }

    /** Measures a kernel, whatever the modes of the calling thread are. */
    KernelCheck measure(KernelSetting setting) {
        NativeLibraries.load();
        double bound = bound(setting.precision());
        Autocast off = Autocast.current(false).off();
        try (TensorScope ignored = TensorScope.open();
                AutoGradMode gradients = new AutoGradMode(setting.kernel().isGradient())) {
            return new KernelCheck(setting, off.compute(() -> error(setting)), bound);
        } catch (RuntimeException e) {
            LOG.info("{} cannot be measured: {}", setting, TorchException.firstLine(e));
            return new KernelCheck(setting, Double.POSITIVE_INFINITY, bound);
        }
    }

    /** What rounding explains: sums of some hundred products, rounded once to the precision, for bf16 (8 bits) twice. */
    private static double bound(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> 1e-5;
            case FLOAT16 -> 4e-3;
            case BFLOAT16 -> 2e-2;
        };
    }

    private double error(KernelSetting setting) {
        poisonFreeMemory();
        return switch (setting.kernel()) {
            case MATRIX_PRODUCT -> RowProbes.matrixProduct();
            case LINEAR -> RowProbes.linear(setting.precision());
            case ATTENTION -> RowProbes.attention(setting.precision());
            case ELEMENTWISE -> RowProbes.elementwise();
            case PACKED_LINEAR, PACKED_LINEAR_RELU, PACKED_LINEAR_GELU ->
                packed(operators -> RowProbes.packedLinear(operators, setting.kernel()));
            case PACKED_CONVOLUTION -> packed(MapProbes::packedConvolution);
            case POOLING -> MapProbes.pooling();
            case LAYER_NORM -> MapProbes.layerNorm();
            case GROUP_NORM -> MapProbes.groupNorm(setting);
            case CONVOLUTION -> MapProbes.convolution(setting);
            case CONVOLUTION_WEIGHT_GRADIENT, CONVOLUTION_INPUT_GRADIENT -> MapProbes.convolutionGradient(setting);
            case DEPTHWISE -> MapProbes.depthwise(setting);
            case DEPTHWISE_GRADIENTS -> MapProbes.depthwiseGradients(setting);
            case SPLIT_KERNEL_GRADIENT -> MapProbes.splitKernelGradient(setting);
        };
    }

    /**
     * Fills the memory that is handed out next with NaN, so that a kernel that forgets to write a part of it does not get away
     * with the zeros of a fresh page. The first time the allocator may give the memory back to the system, not the second.
     */
    private static void poisonFreeMemory() {
        for (int i = 0; i < 2; i++) {
            try (Tensor memory = empty(LARGEST)) {
                memory.fill_(new Scalar(Double.NaN));
            }
        }
    }

    private double packed(ToDoubleFunction<OneDnn> probe) {
        Optional<OneDnn> found = oneDnn.get();
        if (found.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        try (OneDnn operators = found.get()) {
            return probe.applyAsDouble(operators);
        }
    }
}
