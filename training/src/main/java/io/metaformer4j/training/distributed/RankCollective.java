package io.metaformer4j.training.distributed;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.natives.TensorScope;
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
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.Work;

/**
 * Members in different processes, each with its own copy of the weights. Gradients are added up where they lie: through Gloo in
 * memory, through NCCL on graphics cards. Everything else travels through Gloo in any case, as in PyTorch's
 * {@code cpu:gloo,cuda:nccl}: numbers are in Java's memory anyway, and what is agreed on, such as the end of a run, must not
 * depend on what a card has still to do. Both add up in an order that depends on nothing but the number of processes and how
 * they are connected, and give all of them the same bits.
 *
 * <p>Confined to one thread at a time: on graphics cards libtorch runs a backward pass on a thread of its own, for which the one
 * that asked for it waits.
 */
final class RankCollective implements Collective {

    private static final long JOINING_NANOS = 50_000_000;

    private final RankEnvironment environment;
    private final RankTimeouts timeouts;
    private final RankWatch watch;
    private final GlooGroup group;
    private final VectorGroup vectors;
    private Optional<GlooGroup> groupOfPasses = Optional.empty();
    private Optional<GradientBuckets> buckets = Optional.empty();
    private boolean summed;
    private boolean left;

    private RankCollective(
            RankEnvironment environment, RankTimeouts timeouts, RankWatch watch, GlooGroup group, VectorGroup vectors) {
        this.environment = environment;
        this.timeouts = timeouts;
        this.watch = watch;
        this.group = group;
        this.vectors = vectors;
    }

    /**
     * Waits until all processes are there; fails with the numbers of those that are not.
     *
     * @param environment who this process is
     * @param device where its gradients lie
     * @param timeouts how long to wait for the others
     * @param listener is told of a loss
     * @param cards connects graphics cards, if the gradients lie there
     */
    static RankCollective join(
            RankEnvironment environment,
            Device device,
            RankTimeouts timeouts,
            Consumer<RankLostException> listener,
            VectorGroup.CardConnection cards) {
        boolean host = environment.rank() == 0 && !environment.storeElsewhere();
        RankStore store = RankStore.connect(environment, host, timeouts.start());
        try {
            RankStore beats = RankStore.connect(environment, false, timeouts.start());
            RankWatch watch = new RankWatch(environment, timeouts, beats, listener);
            try {
                awaitAll(environment, timeouts.start(), beats);
                GlooGroup group = GlooGroup.connect(environment, timeouts, store, watch, "gloo");
                try {
                    watch.started(); // before NCCL, which waits for the others without an end
                    VectorGroup vectors = device.kind() == Device.Kind.CUDA
                            ? connect(environment, device, timeouts, watch, cards)
                            : group;
                    return new RankCollective(environment, timeouts, watch, group, vectors);
                } catch (RuntimeException | Error e) {
                    group.close();
                    throw e;
                }
            } catch (RuntimeException | Error e) {
                watch.close(); // and with it what it counts in
                throw e;
            }
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private static VectorGroup connect(
            RankEnvironment environment,
            Device card,
            RankTimeouts timeouts,
            RankWatch watch,
            VectorGroup.CardConnection cards) {
        RankStore store = RankStore.connect(environment, false, timeouts.start());
        try {
            return cards.connect(environment, card, timeouts, store, watch);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
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

    @Override
    public int rank() {
        return environment.rank();
    }

    @Override
    public int size() {
        return environment.size();
    }

    /** Through memory, also from and to graphics cards: this happens at the start and after epochs, and to integers, too. */
    @Override
    public void shareWeights(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            try (TensorScope scope = TensorScope.open();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor weights = parameter.tensor();
                Tensor message = zeros(
                        weights.shape(), new TensorOptions(weights.scalar_type().intern()));
                message.copy_(weights);
                group.broadcast(message, timeouts.exchange());
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
        GradientLaunches launches =
                new GradientLaunches(buckets(parameters), parameters, vector -> underway.add(vectors.beginSum(vector)));
        try {
            computation.accept(launches);
            launches.finish();
            underway.forEach(work -> vectors.await(work, timeouts.exchange()));
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
        return group.sums(timeouts.exchange(), numbers);
    }

    /** The same, for which the others may take as long as they work. */
    double[] patientSums(double... numbers) {
        return group.sums(timeouts.patience(), numbers);
    }

    @Override
    public double[] sumsOfPasses(double... numbers) {
        if (groupOfPasses.isEmpty()) {
            groupOfPasses = Optional.of(connectOnceMore());
        }
        return groupOfPasses.get().sums(timeouts.exchange(), numbers);
    }

    /** Gradients may be on their way through the first group. All processes come here at once, as they do to every sum. */
    private GlooGroup connectOnceMore() {
        RankStore store = RankStore.connect(environment, false, timeouts.start());
        try {
            return GlooGroup.connect(environment, timeouts, store, watch, "gloo-passes");
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /** Waits until all have come here, and only then ends the signs of life: after it nobody is missed. */
    void leave() {
        patientSums(0);
        watch.leave();
        left = true;
    }

    /**
     * Without having {@linkplain #leave left} the others miss this process. What may still wait for them is then left alone, but
     * for sums on cards, which are given up.
     */
    @Override
    public void close() {
        watch.close();
        if (!left) {
            groupOfPasses.ifPresent(GlooGroup::abandon);
            if (vectors != group) {
                vectors.abandon();
            }
            group.abandon();
            return;
        }
        buckets.ifPresent(GradientBuckets::close);
        groupOfPasses.ifPresent(GlooGroup::close);
        if (vectors != group) {
            vectors.close();
        }
        group.close();
    }
}
