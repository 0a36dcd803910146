package io.metaformer4j.runtime.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which loops are used, and why.
 *
 * @param kernels the loops
 * @param reason a clause
 * @param wrong whether other loops would have been used if they had computed rightly
 */
public record KernelChoice(RowKernels kernels, String reason, boolean wrong) {

    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

    /** The module of the vector instructions, which a virtual machine has only if it is told to. */
    private static final String MODULE = "jdk.incubator.vector";

    /** What was chosen in this process; a class initializer runs once, whichever thread comes first. */
    private static final class Chosen {

        static final FutureTask<KernelChoice> VERDICT = new FutureTask<>(KernelChoice::choose);
        static final RowKernels KERNELS =
                isThere() ? new WarmingKernels(new PlainKernels()).start(Chosen::verdict) : new PlainKernels();

        private Chosen() {}

        /** Chooses on the first thread that asks, while others wait. */
        static KernelChoice verdict() {
            VERDICT.run();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return VERDICT.get();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (ExecutionException e) {
                        throw new IllegalStateException("the row kernels could not be compared", e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /**
     * The choice of this process: vector instructions if they are there and agree with the plain loops on probes with every kind of
     * tail, else the plain loops. It is made once and logged.
     *
     * @return the choice, once it is made
     */
    public static KernelChoice ofProcess() {
        return Chosen.verdict();
    }

    /**
     * The loops of this process at once, whatever is chosen: the plain ones, until others have been compared with them and are as
     * fast, which is found out beside the calling threads.
     *
     * @return the loops
     */
    public static RowKernels kernelsOfProcess() {
        return Chosen.KERNELS;
    }

    private static boolean isThere() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static KernelChoice choose() {
        if (!isThere()) {
            return plain("Java was started without --add-modules " + MODULE);
        }
        try {
            return VectorKernels.fits()
                    ? checked(new VectorKernels())
                    : plain("this processor's vectors are of another length than the sums need");
        } catch (LinkageError e) {
            return plain("this Java's " + MODULE + " is of another form (" + e.getMessage() + ")");
        }
    }

    /**
     * Takes loops if they agree with the plain ones.
     *
     * @param candidate the loops
     * @return these or the plain ones, with the reason
     */
    static KernelChoice checked(RowKernels candidate) {
        return new KernelProbe(candidate)
                .firstDifference()
                .map(difference -> {
                    LOG.warn(
                            "the row kernels with {} compute {} wrongly on this machine; the plain ones are used instead",
                            candidate.description(),
                            difference);
                    return new KernelChoice(
                            new PlainKernels(),
                            "with " + candidate.description() + " they compute " + difference + " wrongly here",
                            true);
                })
                .orElseGet(() -> {
                    LOG.debug("row kernels with {}, which agree with the plain ones", candidate.description());
                    return new KernelChoice(candidate, "they agree with the plain ones on every probe", false);
                });
    }

    private static KernelChoice plain(String reason) {
        LOG.debug("row kernels in plain Java: {}", reason);
        return new KernelChoice(new PlainKernels(), reason, false);
    }
}
