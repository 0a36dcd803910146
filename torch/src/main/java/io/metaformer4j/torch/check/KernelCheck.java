package io.metaformer4j.torch.check;

/**
 * How far a kernel is from the right values on this machine.
 *
 * @param setting the kernel
 * @param error largest difference over the largest right value, over all probes; NaN if the kernel put
 *     out what are no numbers, infinite if it failed
 * @param bound the error that rounding explains
 */
public record KernelCheck(KernelSetting setting, double error, double bound) {

    /**
     * Whether the kernel is used.
     *
     * @return true if its error is within the bound
     */
    public boolean passed() {
        return error <= bound;
    }
}
