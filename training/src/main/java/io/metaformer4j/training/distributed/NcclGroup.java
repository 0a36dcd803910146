package io.metaformer4j.training.distributed;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.zoo.MetaFormerException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch_cuda;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections between the graphics cards of all processes, through libtorch's {@code c10d::ProcessGroupNCCL}. Never run on a
 * graphics card so far, for want of one: written by what libtorch's own sources say, and every connection begins with a sum
 * whose result is checked.
 *
 * <p>What keeps the order. A card works off what it is given in streams, each in its own order. A process of ours never changes
 * its current stream, so that all that it computes lies in one. {@code allreduce} makes NCCL's stream wait for the current one
 * as it is then, so that a sum sees every value that was computed before. {@code Work.wait} makes the current stream wait for
 * the end of the sum, so that whatever comes after it, such as the optimizer, sees the sum. In between both streams run side by
 * side, which is why nobody may touch the vector.
 *
 * <p>{@code Work.wait} alone would come back at once, and a process would hang in its next look at a number of the card if
 * another one is lost. So the work is asked whether it is complete until it is, while others are watched as with Gloo; the next
 * thing that is done with a sum is to read from it in any case. Confined to one thread at a time: a backward pass, which on
 * cards runs on a thread of libtorch's, begins sums while the thread that asked for it waits.
 */
final class NcclGroup implements VectorGroup {

    private static final Logger LOG = LoggerFactory.getLogger(NcclGroup.class);

    /** PyTorch's own limit for a sum; the limits of a training are shorter and speak first. */
    private static final Duration UTMOST = Duration.ofMinutes(10);

    /** For ending the kernels that wait for a lost process, before this one ends. */
    private static final Duration ABORT = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = 100_000;

    private final ProcessGroupNCCL group;
    private final RankStore store;
    private final RankWatch watch;

    private NcclGroup(ProcessGroupNCCL group, RankStore store, RankWatch watch) {
        this.group = group;
        this.store = store;
        this.watch = watch;
    }

    /**
     * Checks that the class path has natives with NCCL and that this machine has what those need.
     *
     * @throws MetaFormerException if not; the message says what is missing
     */
    static void requireNatives() {
        NativeLibraries.load();
        try {
            Loader.load(torch_nccl.class);
        } catch (LinkageError | TypeNotPresentException e) {
            throw missing(e);
        }
    }

    /** Natives for processors lack classes that NCCL's refer to; those for cards may lack a library of the system. */
    static MetaFormerException missing(Throwable failure) {
        Optional<Throwable> library = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError) {
                library = Optional.of(cause); // the last one names it
            }
        }
        return new MetaFormerException(
                library.map(cause -> "NCCL, through which several graphics cards train together, cannot be loaded ("
                                + TorchException.firstLine(cause)
                                + "); install NVIDIA's driver, CUDA and NCCL 2 where the system looks for libraries"
                                + " (docs/platforms.md)")
                        .orElse(
                                "several graphics cards train together through NCCL, which this build lacks; use a build"
                                        + " for graphics cards, that of the Maven profile gpu (docs/platforms.md)"),
                failure);
    }

    /** See {@link VectorGroup.CardConnection}. */
    static NcclGroup connect(
            RankEnvironment environment, Device card, RankTimeouts timeouts, RankStore store, RankWatch watch) {
        requireNatives();
        try (TensorScope scope = TensorScope.open()) {
            torch_cuda.set_device((byte) card.index()); // where libtorch asks for none, it is not to take the first
            ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
            options.timeout(new Milliseconds(UTMOST.toMillis()));
            ProcessGroupNCCL group =
                    new ProcessGroupNCCL(store.forGroup("nccl"), environment.rank(), environment.size(), options);
            group.retainReference();
            NcclGroup made = new NcclGroup(group, store, watch);
            made.tryOut(environment, card, timeouts.start());
            return made;
        } catch (MetaFormerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MetaFormerException(
                    "the graphics cards of the ranks cannot be connected (" + TorchException.firstLine(e)
                            + "); give each rank of a machine a LOCAL_RANK of its own, name the network interface that"
                            + " leads to other machines in NCCL_SOCKET_IFNAME, and see what NCCL says with"
                            + " NCCL_DEBUG=INFO",
                    e);
        }
    }

    /** NCCL makes its connections for the first sum: 1 + 2 + ... of the processes by number, which is exact. */
    private void tryOut(RankEnvironment environment, Device card, Duration limit) {
        Tensor number = zeros(new long[] {1}, new TensorOptions(NativeTypes.of(card)));
        number.fill_(new Scalar(environment.rank() + 1.0));
        try {
            watch.requireAll();
            watch.began();
            try (Work work = allReduce(number)) {
                finish(work, limit);
            }
            requireSum(environment.size(), number.item_double());
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    /** Checks what the numbers of the processes, from 1, add up to. */
    static void requireSum(int size, double sum) {
        double expected = size * (size + 1.0) / 2;
        if (sum != expected) {
            throw new MetaFormerException("NCCL adds up the numbers from 1 to " + size + " to " + sum + " instead of "
                    + expected + "; train on one graphics card, and see what NCCL says with NCCL_DEBUG=INFO");
        }
    }

    @Override
    public Work beginSum(Tensor vector) {
        watch.requireAll();
        watch.began();
        try {
            return allReduce(vector);
        } catch (RuntimeException e) {
            throw watch.broken(e);
        }
    }

    /** The work outlives the open scopes, and keeps the vector from being freed until it was waited for. */
    private Work allReduce(Tensor vector) {
        try (TensorScope scope = TensorScope.open()) {
            AllreduceOptions options = new AllreduceOptions();
            options.asyncOp(true); // in NCCL's own stream, beside the rest of the backward pass
            Work work = group.allreduce(new TensorVector(vector), options);
            work.retainReference();
            return work;
        }
    }

    @Override
    public void await(Work work, Duration limit) {
        try {
            finish(work, limit);
        } catch (MetaFormerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw watch.broken(e);
        }
    }

    /** A work that failed counts as complete, and waiting for it throws what went wrong. */
    private void finish(Work work, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!work.isCompleted()) {
            watch.requireAll();
            if (System.nanoTime() > end) {
                throw watch.late(limit);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        work._wait();
    }

    /** Without this, kernels that wait for a lost process would keep the card busy, and the process with it. */
    @Override
    public void abandon() {
        try (TensorScope scope = TensorScope.open()) {
            group.setTimeout(new Milliseconds(ABORT.toMillis()));
            group.abort();
        } catch (RuntimeException e) {
            LOG.debug("NCCL could not give up its sums", e);
        }
        group.deallocate(false); // its threads still look into the store
        store.abandon();
    }

    @Override
    public void close() {
        group.shutdown();
        group.close();
        store.close();
    }
}
