package io.metaformer4j.runtime.kernel;

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

        static final KernelChoice OF_PROCESS = choose();

        private Chosen() {}
    }

    /**
     * The choice of this process: vector instructions if they are there and agree with the plain loops on probes with every kind of
     * tail, else the plain loops. It is made once and logged.
     *
     * @return the choice
     */
    public static KernelChoice ofProcess() {
        return Chosen.OF_PROCESS;
    }

    private static KernelChoice choose() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return plain("Java was started without --add-modules " + MODULE);
        }
        try {
            if (!VectorKernels.fits()) {
                return plain("this processor's vectors are of another length than the sums need");
            }
            KernelChoice choice = checked(new VectorKernels());
            return choice.wrong()
                    ? choice
                    : new KernelChoice(
                            new WarmingKernels(new PlainKernels(), choice.kernels()).start(), choice.reason(), false);
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
