package io.metaformer4j.training.step;

import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import io.metaformer4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The replicas of a network, which compute the gradients of a batch together. One replica works on the calling thread with as
 * many intra-op threads as libtorch has; several work on one thread each, which on processors is faster for small networks.
 * The gradients are added in a fixed order.
 */
final class Replicas implements AutoCloseable {

    private final List<Replica> replicas = new ArrayList<>();
    private final ExecutorService threads;
    private final int blasThreads = blas_get_num_threads();

    /**
     * Creates the replicas on the weights of one network, which belongs to them from then on, also when that fails.
     *
     * @param members the members of their collective in this process, by rank
     * @param first makes the replica that has the weights
     */
    Replicas(List<? extends Collective> members, Function<Collective, Replica> first) {
        int count = members.size();
        this.threads = Executors.newFixedThreadPool(count, Replicas::thread);
        try {
            replicas.add(first.apply(members.get(0)));
            for (Collective member : members.subList(1, count)) {
                replicas.add(first().sibling(member));
            }
            if (count > 1) {
                blas_set_num_threads(1);
            }
            onEach((replica, i) -> {
                replica.join();
                return 0.0;
            });
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    set_num_threads(1);
                    work.run();
                },
                "metaformer-replica");
        thread.setDaemon(true);
        return thread;
    }

    /** The replica that has all gradients in the end. */
    Replica first() {
        return replicas.get(0);
    }

    /** Whether backward passes compute blocks again, of which forward passes then keep the inputs alone. */
    void checkpointGradients(boolean enabled) {
        replicas.forEach(replica -> replica.network().backbone().checkpointGradients(enabled));
    }

    /** Takes saved weights into each replica. */
    void restore(Map<String, WeightTensor> saved) {
        replicas.forEach(replica -> replica.network().restore(saved));
    }

    /**
     * Adds the gradients of a batch to those of the replicas.
     *
     * @param batch the batch
     * @param weight share of the batch in the gradient of the update
     * @param seed decides about stochastic depth and dropout
     * @return mean loss of the batch
     */
    double accumulate(TrainingBatch batch, double weight, long seed) {
        List<Double> losses = onEach((replica, i) -> replica.accumulate(batch, weight, seed));
        return replicas.size() == 1
                ? losses.get(0)
                : onEach((replica, i) -> replica.meanLoss(batch, losses.get(i))).get(0);
    }

    /** Notes the running statistics of each replica, but those that are frozen. */
    void keepStatistics(Set<String> frozen) {
        onEach((replica, i) -> {
            replica.keepStatistics(frozen);
            return 0.0;
        });
    }

    /** Puts back what was noted last. */
    void restoreStatistics() {
        onEach((replica, i) -> {
            replica.restoreStatistics();
            return 0.0;
        });
    }

    /** Moves the gradients of all replicas to the first. */
    void gather() {
        onEach((replica, i) -> {
            replica.gather();
            return 0.0;
        });
    }

    /** What one replica does, given its number. */
    private interface Work {
        double of(Replica replica, int number);
    }

    private List<Double> onEach(Work work) {
        if (replicas.size() == 1) {
            return List.of(work.of(first(), 0));
        }
        List<Future<Double>> results = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            int number = i;
            results.add(threads.submit(() -> work.of(replicas.get(number), number)));
        }
        return awaitAll(results);
    }

    /** Waits for all replicas, also when one fails or the thread is interrupted: they use memory that is freed afterwards. */
    private static List<Double> awaitAll(List<Future<Double>> losses) {
        List<Double> values = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        boolean interrupted = false;
        for (Future<Double> loss : losses) {
            while (true) {
                try {
                    values.add(loss.get());
                    break;
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        failures.forEach(Replicas::rethrow);
        return values;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure);
    }

    @Override
    public void close() {
        threads.shutdown();
        blas_set_num_threads(blasThreads);
        replicas.forEach(Replica::close);
    }
}
