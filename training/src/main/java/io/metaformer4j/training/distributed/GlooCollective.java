package io.metaformer4j.training.distributed;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.step.Collective;
import io.metaformer4j.training.step.GradientSignals;
import io.metaformer4j.zoo.MetaFormerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.gloo.Device;

/**
 * Members in different processes, each with its own copy of the weights. Gloo adds up in an order that depends on nothing but
 * the number of processes, and gives all of them the same bits. Confined to one thread.
 *
 * <p>Gloo itself is given all the time in the world: how long an exchange may take is decided here, where it is known whether
 * the others live.
 */
final class GlooCollective implements Collective {

    private static final Duration UNLIMITED = Duration.ofDays(1);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long JOINING_NANOS = 50_000_000;

    private final RankEnvironment environment;
    private final RankTimeouts timeouts;
    private final RankStore store;
    private final RankWatch watch;
    private final ProcessGroupGloo group;
    private Optional<GradientBuckets> buckets = Optional.empty();
    private boolean summed;
    private boolean left;

    private GlooCollective(
            RankEnvironment environment,
            RankTimeouts timeouts,
            RankStore store,
            RankWatch watch,
            ProcessGroupGloo group) {
        this.environment = environment;
        this.timeouts = timeouts;
        this.store = store;
        this.watch = watch;
        this.group = group;
    }

    /** Waits until all processes are there; fails with the numbers of those that are not. */
    static GlooCollective join(
            RankEnvironment environment, RankTimeouts timeouts, Consumer<RankLostException> listener) {
        boolean host = environment.rank() == 0 && !environment.storeElsewhere();
        RankStore store = RankStore.connect(environment, host, timeouts.start());
        try {
            RankStore beats = RankStore.connect(environment, false, timeouts.start());
            RankWatch watch = new RankWatch(environment, timeouts, beats, listener);
            try {
                awaitAll(environment, timeouts.start(), beats);
                return connect(environment, timeouts, store, watch);
            } catch (RuntimeException | Error e) {
                watch.close(); // and with it what it counts in
                throw e;
            }
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private static GlooCollective connect(
            RankEnvironment environment, RankTimeouts timeouts, RankStore store, RankWatch watch) {
        try (TensorScope scope = TensorScope.open()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(
                    new Milliseconds(timeouts.exchange().toMillis()));
            options.devices(new GlooDeviceVector(device(environment)));
            ProcessGroupGloo group =
                    new ProcessGroupGloo(store.forGroup(), environment.rank(), environment.size(), options);
            group.retainReference();
            try {
                return new GlooCollective(environment, timeouts, store, watch.started(), group);
            } catch (RuntimeException | Error e) {
                group.close();
                throw e;
            }
        } catch (RuntimeException e) {
            throw new MetaFormerException(
                    "the ranks cannot connect to each other ("
                            + TorchException.firstLine(e)
                            + "); name the network interface that leads to the others in GLOO_SOCKET_IFNAME",
                    e);
        }
    }

    private static void awaitAll(RankEnvironment environment, Duration patience, RankStore store) {
        long end = System.nanoTime() + patience.toNanos();
        store.add("joined/" + environment.rank(), 1);
        while (true) {
            List<String> absent = new ArrayList<>();
            for (int rank = 0; rank < environment.size(); rank++) {
                if (store.add("joined/" + rank, 0) == 0) {
                    absent.add(String.valueOf(rank));
                }
            }
            if (absent.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new MetaFormerException("rank " + String.join(" and rank ", absent) + " of " + environment.size()
                        + " did not come within " + patience.toSeconds()
                        + " s; check that all of them were started with the same MASTER_ADDR and MASTER_PORT");
            }
            LockSupport.parkNanos(JOINING_NANOS);
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

    @Override
    public int rank() {
        return environment.rank();
    }

    @Override
    public int size() {
        return environment.size();
    }

    @Override
    public void shareWeights(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            try (TensorScope scope = TensorScope.open();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor weights = parameter.tensor();
                Tensor message = zeros(
                        weights.shape(), new TensorOptions(weights.scalar_type().intern()));
                message.copy_(weights);
                BroadcastOptions options = new BroadcastOptions();
                options.timeout(new Milliseconds(UNLIMITED.toMillis()));
                exchange(timeouts.exchange(), () -> group.broadcast(new TensorVector(message), options));
                weights.copy_(message);
            }
        }
    }

    @Override
    public void overlap(GradientSignals signals, Runnable passes) {
        sum(signals.parameters(), launches -> signals.during(passes, launches::complete));
    }

    @Override
    public void sumGradients(List<Parameter> parameters) {
        if (!summed) {
            sum(parameters, launches -> {});
        }
        summed = false;
        buckets(parameters).spread(parameters);
        watch.updated();
    }

    /** Adds up the gradients of all processes in vectors, some of which may be on their way before the others are complete. */
    private void sum(List<Parameter> parameters, Consumer<GradientLaunches> computation) {
        List<Work> underway = new ArrayList<>();
        GradientLaunches launches = new GradientLaunches(
                buckets(parameters), parameters, vector -> underway.add(begun(() -> allReduce(vector))));
        try {
            computation.accept(launches);
            launches.finish();
            underway.forEach(work -> await(work, timeouts.exchange()));
        } finally {
            underway.forEach(Work::close);
        }
        summed = true;
    }

    private GradientBuckets buckets(List<Parameter> parameters) {
        if (buckets.filter(known -> known.fit(parameters)).isEmpty()) {
            buckets.ifPresent(GradientBuckets::close);
            buckets = Optional.of(new GradientBuckets(parameters));
        }
        return buckets.get();
    }

    @Override
    public double[] sums(double... numbers) {
        return sums(timeouts.exchange(), numbers);
    }

    /** The same, for which the others may take as long as they work. */
    double[] patientSums(double... numbers) {
        return sums(timeouts.patience(), numbers);
    }

    private double[] sums(Duration limit, double... numbers) {
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

    private void await(Work work, Duration limit) {
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

    /** Waits until all have come here, and only then ends the signs of life: after it nobody is missed. */
    void leave() {
        patientSums(0);
        watch.leave();
        left = true;
    }

    /** Without having {@linkplain #leave left} the others miss this process. What may still wait for them is then left alone. */
    @Override
    public void close() {
        watch.close();
        if (left) {
            buckets.ifPresent(GradientBuckets::close);
            group.close();
            store.close();
        }
    }
}
