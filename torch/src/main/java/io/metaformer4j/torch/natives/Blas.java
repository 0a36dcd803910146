package io.metaformer4j.torch.natives;

import io.metaformer4j.engine.machine.Processor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.openblas.global.openblas;

/** Which library multiplies matrices, which of its kernels it chose for this processor, and on how many threads it works. */
public final class Blas {

    private static final String MKL = "MKL";

    /** The kernels of OpenBLAS 0.3.31 for x86-64; each has a table that the table in use can be compared with. */
    private static final List<String> CORES = List.of(
            "PRESCOTT",
            "CORE2",
            "NEHALEM",
            "SANDYBRIDGE",
            "HASWELL",
            "ZEN",
            "SKYLAKEX",
            "COOPERLAKE",
            "SAPPHIRERAPIDS",
            "BARCELONA",
            "BULLDOZER",
            "PILEDRIVER",
            "STEAMROLLER",
            "EXCAVATOR");

    private Blas() {}

    /** MKL where it was asked for, else OpenBLAS with the name of its kernels where it tells. */
    public static String describe() {
        return isMkl()
                ? MKL
                : "OpenBLAS" + coreType().map(core -> ", kernels for " + core).orElse("");
    }

    private static boolean isMkl() {
        return System.getProperty("org.bytedeco.openblas.load", "openblas").startsWith("mkl");
    }

    /**
     * Tells the library how many threads libtorch works with. OpenBLAS stays on one: its threads are none of libtorch's, wait
     * for their next product in a loop that keeps the cores from libtorch's for milliseconds, and are called from all of
     * libtorch's at once by attention over 256 tokens and more, which then takes up to six times as long. Little is left to
     * OpenBLAS, since oneDNN computes convolutions and linear functions of maps, unless the machine does not let it.
     *
     * @param threads libtorch's, at least 1
     */
    static void useThreads(int threads) {
        boolean isForLittle = !isMkl() && !Processor.ofThisMachine().hidesCaches();
        openblas.blas_set_num_threads(isForLittle ? 1 : threads);
    }

    private static Optional<String> coreType() {
        Loader.load(openblas.class);
        Pointer inUse = Loader.addressof("gotoblas");
        if (inUse == null || inUse.isNull()) {
            return Optional.empty();
        }
        long table = new SizeTPointer(inUse).get();
        return CORES.stream().filter(core -> isTableOf(core, table)).findFirst();
    }

    private static boolean isTableOf(String core, long table) {
        Pointer address = Loader.addressof("gotoblas_" + core);
        return address != null && address.address() == table;
    }
}
