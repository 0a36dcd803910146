package io.metaformer4j.training.distributed;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.zoo.MetaFormerException;

/** Where processes that train together compute: all on processors, or each on a graphics card of its own. */
public final class RankDevices {

    private RankDevices() {}

    /**
     * Where one of several processes computes.
     *
     * @param environment who the process is
     * @param kind where all of them compute
     * @return the processor, or the graphics card whose number is that of the process among those on its machine
     * @throws MetaFormerException if there are no natives for graphics cards, or fewer cards than processes
     */
    public static Device of(RankEnvironment environment, Device.Kind kind) {
        if (kind == Device.Kind.CPU) {
            return Device.CPU;
        }
        NcclGroup.requireNatives();
        NativeTypes.requireAvailable(new Device(Device.Kind.CUDA, 0));
        return card(environment, NativeTypes.devices().size() - 1);
    }

    /** The card of a process on a machine with so many. */
    static Device card(RankEnvironment environment, int cards) {
        int ranks = Math.max(environment.localSize(), environment.localRank() + 1);
        if (ranks > cards) {
            throw new MetaFormerException(
                    ranks + " ranks are to train on graphics cards of one machine, where libtorch sees " + cards
                            + "; start one rank for each card at most");
        }
        return new Device(Device.Kind.CUDA, environment.localRank());
    }
}
