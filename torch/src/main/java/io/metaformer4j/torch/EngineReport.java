package io.metaformer4j.torch;

import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.natives.Blas;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.Natives;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import java.util.List;
import org.bytedeco.pytorch.global.torch;

/**
 * What the engine found on this machine, and whether it computes rightly.
 *
 * @param natives the native libraries
 * @param version version of libtorch with that of its Java binding, e.g. {@code 2.10.0-1.5.13}; empty if the natives do not say
 * @param vectors the instruction set of libtorch's own kernels, e.g. {@code AVX512}
 * @param oneDnn version of oneDNN, which computes convolutions and packed layers
 * @param blas the library that multiplies matrices, with the kernels it chose
 * @param threads threads of one operation
 * @param graphicsCards how many CUDA devices libtorch sees
 * @param checks how far every kernel is from the right values
 */
public record EngineReport(
        Natives natives,
        String version,
        String vectors,
        String oneDnn,
        String blas,
        int threads,
        int graphicsCards,
        List<KernelCheck> checks) {

    /** Copies the list. */
    public EngineReport {
        checks = List.copyOf(checks);
    }

    /**
     * Looks at this machine and measures every kernel in every precision and layout, which takes about a second.
     *
     * @return the findings
     * @throws TorchException if the native libraries cannot be loaded
     */
    public static EngineReport ofThisMachine() {
        Natives natives = NativeLibraries.load();
        return TorchException.translate("looking at the engine", () -> {
            try (TensorScope ignored = TensorScope.open()) {
                return new EngineReport(
                        natives,
                        versionOf(natives),
                        torch.get_cpu_capability().getString(),
                        torch.get_mkldnn_version().getString().strip(),
                        Blas.describe(),
                        torch.get_num_threads(),
                        torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0,
                        Kernels.ofProcess().checkAll());
            }
        });
    }

    private static String versionOf(Natives natives) {
        return natives.archives().stream()
                .filter(archive -> archive.name().equals("pytorch"))
                .map(Natives.Archive::version)
                .findFirst()
                .orElse("");
    }

    /**
     * Says in one sentence what is wrong with a kernel and what happens instead.
     *
     * @param check a check that did not pass
     * @return a sentence without a full stop
     */
    public static String sentence(KernelCheck check) {
        return Kernels.sentence(check);
    }
}
