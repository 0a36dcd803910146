package io.metaformer4j.torch.run;

import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** How the values of a map {@code [N, C, H, W]} lie in memory. Results do not depend on it, speed does. */
public enum MemoryLayout {
    /** All values of one channel together. */
    NCHW(MemoryFormat.Contiguous),
    /** All channels of one position together; the fast one on CPUs and on tensor cores. */
    CHANNELS_LAST(MemoryFormat.ChannelsLast);

    private final MemoryFormat nativeFormat;

    MemoryLayout(MemoryFormat nativeFormat) {
        this.nativeFormat = nativeFormat;
    }

    /** libtorch's name of the layout. */
    public MemoryFormat toNative() {
        return nativeFormat;
    }
}
