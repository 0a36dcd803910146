package io.metaformer4j.training.distributed;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The processes that train one network together, as one of them sees them. All call the same methods in the same order. Where
 * one of them is lost, the others get a {@link RankLostException} that names it.
 *
 * <pre>{@code
 * try (RankGroup ranks = RankGroup.join(RankEnvironment.of(System.getenv()), RankTimeouts.DEFAULT, lost -> {});
 *         Trainer trainer = Trainer.start(task, ranks)) {
 *     trainer.run();
 *     ranks.leave();
 * }
 * }</pre>
 *
 * <p>Confined to one thread. Who closes it without having left is missed by the others, which is right if the training failed.
 */
public final class RankGroup implements AutoCloseable {

    /** Hexadecimal digits of a digest that fit into a double. */
    private static final int DIGITS = 12;

    private final Collective collective;
    private final Optional<RankCollective> others;
    private final Device device; // of no meaning without others

    private RankGroup(Collective collective, Optional<RankCollective> others, Device device) {
        this.collective = collective;
        this.others = others;
        this.device = device;
    }

    /**
     * A process that trains alone.
     *
     * @return the group of one
     */
    public static RankGroup alone() {
        return new RankGroup(Collective.alone(), Optional.empty(), Device.CPU);
    }

    /** As {@link #join(RankEnvironment, Device, RankTimeouts, Consumer)}, on processors. */
    public static RankGroup join(
            RankEnvironment environment, RankTimeouts timeouts, Consumer<RankLostException> listener) {
        return join(environment, Device.CPU, timeouts, listener);
    }

    /**
     * Joins the other processes and waits until all are there. Gradients on graphics cards travel through NCCL, anything else
     * through Gloo.
     *
     * @param environment who this process is
     * @param device where it computes, of the same kind in all processes; see {@link RankDevices}
     * @param timeouts how long to wait for the others
     * @param listener is told at once when another process is lost, on a thread of the group's. The thread that trains may be
     *     busy then, so a program that has to end soon ends itself here
     * @return the group
     * @throws MetaFormerException if the others do not come or cannot be reached, or this machine lacks the graphics card or
     *     NCCL
     */
    public static RankGroup join(
            RankEnvironment environment, Device device, RankTimeouts timeouts, Consumer<RankLostException> listener) {
        if (environment.size() == 1) {
            return alone();
        }
        if (device.kind() == Device.Kind.CUDA) { // before others wait for this process
            NcclGroup.requireNatives();
            NativeTypes.requireAvailable(device);
        }
        return join(environment, device, timeouts, listener, NcclGroup::connect);
    }

    /** The same with another connection between graphics cards. */
    static RankGroup join(
            RankEnvironment environment,
            Device device,
            RankTimeouts timeouts,
            Consumer<RankLostException> listener,
            VectorGroup.CardConnection cards) {
        RankCollective joined = RankCollective.join(environment, device, timeouts, listener, cards);
        return new RankGroup(joined, Optional.of(joined), device);
    }

    /**
     * Who this process is.
     *
     * @return its number from 0
     */
    public int rank() {
        return collective.rank();
    }

    /**
     * How many processes there are.
     *
     * @return at least 1
     */
    public int size() {
        return collective.size();
    }

    /**
     * Whether this is the process that writes and reports.
     *
     * @return whether its rank is 0
     */
    public boolean isFirst() {
        return rank() == 0;
    }

    /**
     * The part of a data set that this process reads.
     *
     * @return rank and number of processes
     */
    public Partition part() {
        return new Partition(rank(), size());
    }

    /**
     * What makes updates together.
     *
     * @return the collective, which stays the group's to close
     */
    public Collective collective() {
        return collective;
    }

    /**
     * Adds up numbers; waits for processes that still have other work.
     *
     * @param own those of this process
     * @return the sums, the same in all processes
     */
    public double[] sums(double... own) {
        return others.map(group -> group.patientSums(own)).orElseGet(own::clone);
    }

    /**
     * Agrees on a flag.
     *
     * @param own that of this process
     * @return whether any process has it set, the same in all of them
     */
    public boolean any(boolean own) {
        return sums(own ? 1 : 0)[0] > 0;
    }

    /**
     * Checks that all processes do the same.
     *
     * @param what what is compared, for the message
     * @param own that of this process
     * @throws MetaFormerException if another process has something else; thrown in all of them
     */
    public void requireSame(String what, String own) {
        double[] digests = new double[size()];
        digests[rank()] = digest(own);
        digests = sums(digests);
        for (int rank = 1; rank < digests.length; rank++) {
            if (digests[rank] != digests[0]) {
                throw new MetaFormerException("rank " + rank + " has another " + what
                        + " than rank 0; start all ranks with the same arguments, on the same files");
            }
        }
    }

    /**
     * Checks that the gradients of a training lie where this group adds them up.
     *
     * @param training where the network of this process is
     * @throws MetaFormerException if the processes were joined for another device
     */
    public void requireDevice(Device training) {
        if (others.isPresent() && !training.equals(device)) {
            throw new MetaFormerException("the ranks were joined to add up gradients on " + device + ", but rank "
                    + rank() + " trains on " + training + "; join them for the device of the training");
        }
    }

    private static double digest(String text) {
        String digits = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return Long.parseLong(digits.substring(0, DIGITS), 16);
    }

    /** Waits until all processes have come here. */
    public void meet() {
        sums(0);
    }

    /** Waits until all processes have done their work. After it nobody is missed who ends. */
    public void leave() {
        others.ifPresent(RankCollective::leave);
    }

    @Override
    public void close() {
        collective.close();
    }
}
