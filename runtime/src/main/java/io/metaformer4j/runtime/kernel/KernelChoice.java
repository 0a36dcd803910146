package io.metaformer4j.runtime.kernel;

/**
 * Which loops are used, and why.
 *
 * @param kernels the loops
 * @param reason a clause
 */
public record KernelChoice(RowKernels kernels, String reason) {

    /**
     * Chooses for this process.
     *
     * @return the choice
     */
    public static KernelChoice ofProcess() {
        return new KernelChoice(new PlainKernels(), "vector kernels to come");
    }
}
