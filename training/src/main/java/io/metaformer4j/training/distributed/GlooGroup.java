package io.metaformer4j.training.distributed;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.zoo.MetaFormerException;
import java.time.Duration;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.gloo.Device;

/**
 * Connections between all processes, whose exchanges Gloo tells apart by their order alone: those of one group have the same
 * order in all processes, and nothing to do with those of another. Confined to one thread.
 *
 * <p>Gloo itself is given all the time in the world: how long an exchange may take is decided here, where it is known whether
 * the others live.
 */
final class GlooGroup implements VectorGroup {

    private static final Duration UNLIMITED = Duration.ofDays(1);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ProcessGroupGloo group;
    private final RankStore store;
    private final RankWatch watch;

    private GlooGroup(ProcessGroupGloo group, RankStore store, RankWatch watch) {
        this.group = group;
        this.store = store;
        this.watch = watch;
    }

    /**
     * Connects this process to the others, which all do so at once.
     *
     * @param environment who this process is
     * @param timeouts how long to wait for the others
     * @param store a connection of its own, closed with this unless this fails
     * @param watch knows whether the others live
     * @param name tells groups apart
     */
    static GlooGroup connect(
            RankEnvironment environment, RankTimeouts timeouts, RankStore store, RankWatch watch, String name) {
        try (TensorScope scope = TensorScope.open()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(
                    new Milliseconds(timeouts.exchange().toMillis()));
            options.devices(new GlooDeviceVector(device(environment)));
            ProcessGroupGloo group =
                    new ProcessGroupGloo(store.forGroup(name), environment.rank(), environment.size(), options);
            group.retainReference();
            return new GlooGroup(group, store, watch);
        } catch (RuntimeException e) {
            throw new MetaFormerException(
                    "the ranks cannot connect to each other ("
                            + TorchException.firstLine(e)
                            + "); name the network interface that leads to the others in GLOO_SOCKET_IFNAME",
                    e);
        }
    }

    private static Device device(RankEnvironment environment) {
        return environment
                .networkInterface()
                .map(ProcessGroupGloo::createDeviceForInterface)
                .orElseGet(() -> environment.isOneMachine()
                        ? ProcessGroupGloo.createDeviceForHostname("127.0.0.1")
                        : ProcessGroupGloo.createDefaultDevice());
    }

    /** Replaces values by those of the first process. */
    void broadcast(Tensor message, Duration limit) {
        BroadcastOptions options = new BroadcastOptions();
        options.timeout(new Milliseconds(UNLIMITED.toMillis()));
        exchange(limit, () -> group.broadcast(new TensorVector(message), options));
    }

    @Override
    public Work beginSum(Tensor vector) {
        return begun(() -> allReduce(vector));
    }

    /** The sums of numbers over all processes. */
    double[] sums(Duration limit, double... numbers) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor message = zeros(new long[] {numbers.length}, new TensorOptions(ScalarType.Double));
            message.data_ptr_double().put(numbers, 0, numbers.length);
            exchange(limit, () -> allReduce(message));
            double[] sums = new double[numbers.length];
            message.data_ptr_double().get(sums);
            return sums;
        }
    }

    private Work allReduce(Tensor message) {
        AllreduceOptions options = new AllreduceOptions();
        options.timeout(new Milliseconds(UNLIMITED.toMillis()));
        return group.allreduce(new TensorVector(message), options);
    }

    private void exchange(Duration limit, Supplier<Work> begin) {
        try (Work work = begun(begin)) {
            await(work, limit);
        }
    }

    /** An exchange on its way, to be closed; it outlives the open scopes. */
    private Work begun(Supplier<Work> begin) {
        watch.requireAll();
        watch.began();
        try (TensorScope scope = TensorScope.open()) {
            Work work = begin.get();
            work.retainReference();
            return work;
        } catch (RuntimeException e) {
            throw watch.broken(e);
        }
    }

    @Override
    public void await(Work work, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (TensorScope scope = TensorScope.open()) {
            Milliseconds look = new Milliseconds(LOOK.toMillis());
            while (!isDone(work, look)) {
                watch.requireAll();
                if (System.nanoTime() > end) {
                    throw watch.late(limit);
                }
            }
        }
    }

    /** Waits for a moment; libtorch reports that the moment is over as a failure, too. */
    private boolean isDone(Work work, Milliseconds moment) {
        try {
            return work._wait(moment);
        } catch (RuntimeException e) {
            if (!work.isCompleted()) {
                return false;
            }
        }
        try {
            return work._wait();
        } catch (RuntimeException e) {
            throw watch.broken(e);
        }
    }

    /** Its threads wait for the others, but do not keep the process from ending; nor may garbage collection end them. */
    @Override
    public void abandon() {
        group.deallocate(false);
        store.abandon();
    }

    @Override
    public void close() {
        group.close();
        store.close();
    }
}
