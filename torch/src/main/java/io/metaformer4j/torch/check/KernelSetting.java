package io.metaformer4j.torch.check;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.run.MemoryLayout;

/**
 * A kernel under the circumstances that choose the code behind it.
 *
 * @param kernel the kind
 * @param precision format of weights and activations
 * @param layout order of maps in memory
 * @param tails whether numbers of channels that are no multiple of {@value #BLOCK} are meant, for which blocked layouts need padding
 */
public record KernelSetting(KernelKind kernel, Precision precision, MemoryLayout layout, boolean tails) {

    /** The largest number of channels that oneDNN puts into one block. */
    public static final int BLOCK = 64;

    /**
     * What networks ask for unless they are told otherwise: single precision, channels last, any number of channels.
     *
     * @param kernel the kind of kernel
     * @return the setting
     */
    public static KernelSetting of(KernelKind kernel) {
        return new KernelSetting(kernel, Precision.FLOAT32, MemoryLayout.CHANNELS_LAST, true);
    }

    /** Written out, since it is called with every operation and the generated methods of records start slowly. */
    @Override
    public int hashCode() {
        return 31 * (31 * (31 * kernel.hashCode() + precision.hashCode()) + layout.hashCode()) + (tails ? 1 : 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelSetting setting
                && kernel == setting.kernel
                && precision == setting.precision
                && layout == setting.layout
                && tails == setting.tails;
    }

    @Override
    public String toString() {
        String order = layout == MemoryLayout.NCHW ? ", NCHW" : "";
        String channels = tails ? "" : ", channels in multiples of " + BLOCK;
        return kernel.title() + " (" + precision.shortName() + order + channels + ")";
    }
}
