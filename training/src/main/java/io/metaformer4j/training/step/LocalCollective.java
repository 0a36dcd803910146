package io.metaformer4j.training.step;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.GradientSum;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * Members in one process, which look at the weights of the first. The last one to arrive does the work for all, in the order of
 * the ranks, so that the results do not depend on the threads.
 */
final class LocalCollective implements Collective {

    private final Group group;
    private final int rank;

    private LocalCollective(Group group, int rank) {
        this.group = group;
        this.rank = rank;
    }

    /** What all members have in common. */
    private static final class Group {
        private final List<List<Parameter>> parameters;
        private final List<double[]> numbers;
        private final CyclicBarrier barrier;
        private final GradientSum gradients = new GradientSum();
        private volatile Runnable work = () -> {};
        private double[] totals = {};

        Group(int size) {
            this.parameters = new ArrayList<>(Collections.nCopies(size, List.of()));
            this.numbers = new ArrayList<>(Collections.nCopies(size, totals));
            this.barrier = new CyclicBarrier(size, () -> work.run());
        }

        void shareWeights() {
            try (TensorScope scope = TensorScope.open()) {
                List<Parameter> first = parameters.get(0);
                for (List<Parameter> other : parameters.subList(1, parameters.size())) {
                    for (int i = 0; i < first.size(); i++) {
                        other.get(i).tensor().set_data(first.get(i).tensor().detach());
                    }
                }
            }
        }

        void sumGradients() {
            for (List<Parameter> other : parameters.subList(1, parameters.size())) {
                gradients.move(other, parameters.get(0));
            }
        }

        void sumNumbers() {
            totals = new double[numbers.get(0).length];
            for (double[] own : numbers) {
                for (int i = 0; i < totals.length; i++) {
                    totals[i] += own[i];
                }
            }
        }

        /** Waits for all members; the last one to arrive does the work. */
        void meet(Runnable task) {
            work = task;
            try {
                barrier.await();
            } catch (BrokenBarrierException e) {
                throw new IllegalStateException("another replica of the network failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a replica of the network was interrupted", e);
            }
        }
    }

    /**
     * Creates the members.
     *
     * @param size how many
     * @return the members by rank, each to be closed
     */
    static List<LocalCollective> of(int size) {
        Group group = new Group(size);
        List<LocalCollective> members = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            members.add(new LocalCollective(group, rank));
        }
        return members;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return group.numbers.size();
    }

    @Override
    public void shareWeights(List<Parameter> parameters) {
        group.parameters.set(rank, parameters);
        group.meet(group::shareWeights);
    }

    @Override
    public void sumGradients(List<Parameter> parameters) {
        group.parameters.set(rank, parameters);
        group.meet(group::sumGradients);
    }

    @Override
    public double[] sums(double... numbers) {
        group.numbers.set(rank, numbers);
        group.meet(group::sumNumbers);
        return group.totals.clone();
    }

    @Override
    public void close() {
        if (rank == 0) {
            group.gradients.close();
        }
    }
}
