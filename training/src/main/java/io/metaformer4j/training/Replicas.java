package io.metaformer4j.training;

import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import io.metaformer4j.training.optimizer.GradientSum;
import io.metaformer4j.vision.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The replicas of a network, which compute the gradients of a batch together. One replica works on the calling thread with as
 * many intra-op threads as libtorch has; several work on one thread each, which on processors is faster for small networks.
 * The gradients are added in a fixed order.
 */
final class Replicas implements AutoCloseable {

    private final List<Replica> replicas = new ArrayList<>();
    private final ExecutorService threads;
    private final int blasThreads = blas_get_num_threads();
    private final GradientSum sum = new GradientSum();

    Replicas(Replica first, int count) {
        replicas.add(first);
        for (int i = 1; i < count; i++) {
            replicas.add(first.sibling());
        }
        if (count > 1) {
            blas_set_num_threads(1);
        }
        this.threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(
                    () -> {
                        set_num_threads(1);
                        work.run();
                    },
                    "metaformer-replica");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The replica that has all gradients in the end. */
    Replica first() {
        return replicas.get(0);
    }

    /**
     * Adds the gradients of a batch to those of the replicas.
     *
     * @param lesson the batch
     * @param weight share of the batch in the gradient of the update
     * @param seed decides about stochastic depth and dropout
     * @return mean loss of the batch
     */
    double accumulate(Lesson lesson, double weight, long seed) {
        if (replicas.size() == 1) {
            return first().accumulate(new Replica.Share(lesson, 0, lesson.size(), weight, seed));
        }
        List<Future<Double>> losses = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            int from = (int) ((long) lesson.size() * i / replicas.size());
            int count = (int) ((long) lesson.size() * (i + 1) / replicas.size()) - from;
            double share = weight * count / lesson.size();
            Replica replica = replicas.get(i);
            Replica.Share part = new Replica.Share(lesson, from, count, share, Seeds.derive(seed, i));
            losses.add(threads.submit(() -> count == 0 ? 0 : replica.accumulate(part)));
            counts.add(count);
        }
        List<Double> values = awaitAll(losses);
        double sumOfLosses = 0;
        for (int i = 0; i < replicas.size(); i++) {
            sumOfLosses += values.get(i) * counts.get(i);
        }
        return sumOfLosses / lesson.size();
    }

    /** Moves the gradients of all replicas to the first. */
    void gather() {
        for (Replica other : replicas.subList(1, replicas.size())) {
            sum.move(other.parameters(), first().parameters());
        }
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
        sum.close();
        replicas.forEach(Replica::close);
    }
}
