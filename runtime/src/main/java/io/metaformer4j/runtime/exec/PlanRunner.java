package io.metaformer4j.runtime.exec;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.exec.SizedNetwork.Bound;
import io.metaformer4j.runtime.frame.WeightStore;
import io.metaformer4j.runtime.kernel.RowKernels;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Runs a plan for any number of callers. A caller alone gets all threads, several get one thread each, and no more run than there
 * are threads: together they need the processors no less than one alone, and wait for each other nowhere.
 *
 * <p>The owner closes it, when no run is under way.
 */
public final class PlanRunner implements AutoCloseable {

    /** Sizes of pictures for which primitives and frames are kept. */
    private static final int KEPT_SIZES = 4;

    /** Pictures of a batch that a thread takes at once: their maps are of about the size of a layer's weights. */
    private static final int MOST_TOGETHER = 4;

    /** Kinds of request whose steps are remembered. */
    static final int KEPT_REQUESTS = 64;

    private final ExecutionPlan plan;
    private final Preprocessing preprocessing;
    private final int threads;
    private final RowKernels kernels;
    private final PrimitiveFactory factory = new PrimitiveFactory();
    private final WeightStore weights = new WeightStore(factory);
    private final Map<Set<Output>, List<Integer>> needed = new ConcurrentHashMap<>();
    private final Semaphore permits;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Map<List<Integer>, SizedNetwork> sized = new LinkedHashMap<>(16, 0.75f, true);
    private final Deque<ThreadTeam> singles = new ArrayDeque<>();
    private ThreadTeam whole;
    private int callers;
    private int teams;

    /**
     * Makes a runner; threads and memory come with the first runs.
     *
     * @param plan what to run
     * @param preprocessing statistics of pictures that come as bytes
     * @param threads threads that all runs together use
     * @param kernels loops for rows
     */
    public PlanRunner(ExecutionPlan plan, Preprocessing preprocessing, int threads, RowKernels kernels) {
        this.plan = plan;
        this.preprocessing = preprocessing;
        this.threads = threads;
        this.kernels = kernels;
        this.permits = new Semaphore(threads, true);
    }

    /**
     * Computes outputs.
     *
     * @param images pictures that the network takes
     * @param request what is asked for
     * @param results for each output an array for the whole batch, channels first
     */
    public void run(ImageBatch images, Request request, Map<Output, float[]> results) {
        run(images, request, results, StepWatch.NOBODY);
    }

    /**
     * Computes outputs while somebody looks.
     *
     * @param images pictures that the network takes
     * @param request what is asked for
     * @param results for each output an array for the whole batch, channels first
     * @param watch is told of each step
     */
    public void run(ImageBatch images, Request request, Map<Output, float[]> results, StepWatch watch) {
        List<Integer> active = needed(request);
        boolean alone;
        synchronized (lock) {
            alone = callers++ == 0;
        }
        int share = alone ? threads : 1;
        permits.acquireUninterruptibly(share);
        try {
            ThreadTeam team = takeTeam(share);
            try {
                run(team, images, active, results, watch);
            } finally {
                giveBack(team);
            }
        } finally {
            permits.release(share);
            synchronized (lock) {
                callers--;
            }
        }
    }

    private List<Integer> needed(Request request) {
        List<Integer> known = needed.get(request.outputs());
        if (known != null) {
            return known;
        }
        List<Integer> found = plan.needed(request);
        if (needed.size() < KEPT_REQUESTS) {
            needed.put(request.outputs(), found);
        }
        return found;
    }

    /** Prepares for pictures of a size, so that the first of them need not wait for it. */
    public void prepare(int height, int width) {
        permits.acquireUninterruptibly(threads);
        try {
            ThreadTeam team = takeTeam(threads);
            try {
                SizedNetwork network = sized(height, width);
                try {
                    takeFrames(network, team, 1).forEach(frame -> giveBack(network, frame));
                } finally {
                    release(network);
                }
            } finally {
                giveBack(team);
            }
        } finally {
            permits.release(threads);
        }
    }

    /**
     * Forgets the weights of a plan that nobody else has, after {@link #prepare} has packed them: each weight is in memory once, whatever
     * sizes of pictures come.
     */
    public void keepPackedOnly() {
        ForgettableWeights forgettable = new ForgettableWeights();
        plan.steps().forEach(step -> step.accept(forgettable).forEach(Coefficients::forget));
    }

    /** Lets all threads do something at the same time, while nobody else computes. */
    public void onEveryThread(ThreadWork work) {
        permits.acquireUninterruptibly(threads);
        try {
            ThreadTeam team = takeTeam(threads);
            try {
                team.run((part, worker, barrier) -> work.run(part, factory, worker.stream()));
            } finally {
                giveBack(team);
            }
        } finally {
            permits.release(threads);
        }
    }

    private void run(
            ThreadTeam team, ImageBatch images, List<Integer> active, Map<Output, float[]> results, StepWatch watch) {
        SizedNetwork network = sized(images.height(), images.width());
        StepLoop loop = new StepLoop(active, network.order(active), watch);
        int each = images.size() / team.threads();
        int group = Math.min(each, MOST_TOGETHER);
        List<Bound> frames = List.of();
        try {
            frames = takeFrames(network, team, Math.max(1, group * team.threads()));
            List<Bound> taken = frames;
            if (each > 0) {
                team.run((part, worker, barrier) -> {
                    List<Bound> own = taken.subList(part * group, (part + 1) * group);
                    for (int done = 0; done < each; done += group) {
                        List<Bound> some = own.subList(0, Math.min(group, each - done));
                        for (int i = 0; i < some.size(); i++) {
                            some.get(i).frame().begin(images, part * each + done + i, results);
                        }
                        loop.alone(some, part, worker);
                    }
                });
            }
            for (int i = each * team.threads(); i < images.size(); i++) {
                taken.get(0).frame().begin(images, i, results);
                team.run((part, worker, barrier) -> loop.together(taken.get(0), part, team.threads(), worker, barrier));
            }
        } finally {
            for (Bound frame : frames) {
                frame.frame().end();
                giveBack(network, frame);
            }
            release(network);
        }
    }

    private SizedNetwork sized(int height, int width) {
        synchronized (lock) {
            SizedNetwork found = sized.computeIfAbsent(
                    List.of(height, width),
                    size -> new SizedNetwork(plan.steps(), height, width, weights, threads, preprocessing));
            found.use();
            if (sized.size() > KEPT_SIZES) {
                List<Integer> eldest = sized.keySet().iterator().next();
                sized.remove(eldest).close();
            }
            return found;
        }
    }

    private List<Bound> takeFrames(SizedNetwork network, ThreadTeam team, int number) {
        List<Bound> frames = new ArrayList<>();
        synchronized (lock) {
            while (frames.size() < number && network.hasIdle()) {
                frames.add(network.take());
            }
        }
        if (frames.size() < number) {
            team.run((part, worker, barrier) -> {
                if (part == 0) {
                    synchronized (lock) { // weights and primitives are shared by all frames
                        while (frames.size() < number) {
                            frames.add(network.take());
                        }
                    }
                }
            });
        }
        return frames;
    }

    private void giveBack(SizedNetwork network, Bound frame) {
        synchronized (lock) {
            network.giveBack(frame);
        }
    }

    private void release(SizedNetwork network) {
        synchronized (lock) {
            network.release();
        }
    }

    private ThreadTeam takeTeam(int share) {
        synchronized (lock) {
            if (share == threads) {
                if (whole == null) {
                    whole = new ThreadTeam("all", threads, factory, kernels);
                }
                return whole;
            }
            return singles.isEmpty() ? new ThreadTeam("one-" + teams++, 1, factory, kernels) : singles.pop();
        }
    }

    private void giveBack(ThreadTeam team) {
        synchronized (lock) {
            if (team != whole) {
                singles.push(team);
            }
        }
    }

    /** The steps for which oneDNN has only its slow reference loops, for pictures of the sizes that were seen. */
    public Set<String> references() {
        synchronized (lock) {
            Set<String> names = new TreeSet<>();
            sized.values().forEach(network -> names.addAll(network.primitives().references()));
            return names;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (whole != null) {
                whole.close();
            }
            singles.forEach(ThreadTeam::close);
            sized.values().forEach(SizedNetwork::close);
            sized.clear();
            weights.close();
            factory.close();
        }
    }
}
