package io.metaformer4j.torch.kernel;

import io.metaformer4j.engine.machine.Processor;
import io.metaformer4j.torch.check.KernelCheck;
import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.TorchException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of libtorch's kernels give right values on this machine. Each is measured on small probes before it is used for the
 * first time; one that is wrong is left out for the life of the process, and a warning says so once. Safe for concurrent use.
 *
 * <p>libtorch 2.10 needs this: on some processors its oneDNN 3.7.1 loses weights when it brings them into a layout that pads
 * the number of channels, and neither libtorch nor the network notices.
 */
public final class Kernels {

    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

    /** What every network needs. */
    private static final List<KernelKind> BASIC = List.of(
            KernelKind.MATRIX_PRODUCT, KernelKind.ELEMENTWISE, KernelKind.PACKED_CONVOLUTION, KernelKind.PACKED_LINEAR);

    /** One for the process, as the native code is. It only collects facts about the machine. */
    private static final Kernels OF_PROCESS = new Kernels(KernelProbes.ofThisMachine());

    /**
     * Whether oneDNN may be asked for 1x1 convolutions at all: where it may not, a probe would end the process as well. Matrix
     * products take their place.
     */
    private final boolean convolvesPointwise = !Processor.ofThisMachine().hidesCaches();

    private final KernelProbes probes;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Map<KernelSetting, KernelCheck> checks = new ConcurrentHashMap<>();

    Kernels(KernelProbes probes) {
        this.probes = probes;
        if (!convolvesPointwise) {
            LOG.info(
                    "the system hides the caches of the processor, without which oneDNN's 1x1 convolutions end the process;"
                            + " matrix products take their place, which is slower");
        }
    }

    /** The kernels of this process. */
    public static Kernels ofProcess() {
        return OF_PROCESS;
    }

    /** Whether 1x1 convolutions are safe. */
    public boolean convolvesPointwise() {
        return convolvesPointwise;
    }

    /** Whether a kernel may be used. */
    public boolean isUsable(KernelSetting setting) {
        return check(setting).passed();
    }

    /** Whether a kernel may be used in single precision and channels-last order. */
    public boolean isUsable(KernelKind kernel) {
        return isUsable(KernelSetting.of(kernel));
    }

    /**
     * Refuses to compute where there is no right way to.
     *
     * @param kernel a kernel that nothing can take the place of
     * @throws TorchException if it is wrong
     */
    void requireUsable(KernelKind kernel) {
        if (!isUsable(kernel)) {
            throw new TorchException(describeFailure(check(KernelSetting.of(kernel))), null);
        }
    }

    /**
     * Starts to load the natives and to check, beside the calling thread, what inference on a processor uses. Whoever needs a
     * result that is not there yet waits for it, and nobody else does. Takes no time but for the first call.
     */
    public void startChecks() {
        if (started.getAndSet(true)) {
            return;
        }
        Thread thread = new Thread(() -> BASIC.forEach(this::isUsable), "kernel-checks");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, e) -> LOG.debug("checks beforehand failed; they follow on use", e));
        thread.start();
    }

    KernelCheck check(KernelSetting setting) {
        KernelCheck known = checks.get(setting);
        return known != null ? known : measured(setting);
    }

    private synchronized KernelCheck measured(KernelSetting setting) {
        KernelCheck known = checks.get(setting);
        if (known != null) {
            return known;
        }
        KernelCheck check = probes.measure(setting);
        if (!check.passed() && !setting.kernel().isRequired()) {
            LOG.warn("{}", describeFailure(check));
        }
        checks.put(setting, check);
        return check;
    }

    /** What is wrong with a kernel and what happens instead, in one sentence. */
    public static String describeFailure(KernelCheck check) {
        String failure = Double.isInfinite(check.error())
                ? "does not run"
                : Double.isNaN(check.error())
                        ? "gives NaN"
                        : String.format(Locale.ROOT, "is wrong by %.2g times the largest value", check.error());
        return "libtorch's " + check.setting() + " " + failure + " on this processor ("
                + Processor.ofThisMachine().name() + "); "
                + check.setting().kernel().fallback();
    }

    /** Measures every kernel in the settings that networks use, now. */
    public List<KernelCheck> checkAll() {
        return KernelProbes.allSettings().stream().map(probes::measure).toList();
    }
}
