package io.metaformer4j.torch.natives;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.openblas.global.openblas;

/** Which library multiplies matrices, and which of its kernels it chose for this processor. */
final class Blas {

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
    static String describe() {
        String library = System.getProperty("org.bytedeco.openblas.load", "openblas");
        if (library.startsWith("mkl")) {
            return "MKL";
        }
        return "OpenBLAS" + coreType().map(core -> ", kernels for " + core).orElse("");
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
