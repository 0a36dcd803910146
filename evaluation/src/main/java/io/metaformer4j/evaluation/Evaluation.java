package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Network;
import java.util.List;
import java.util.function.Function;

/** Measures networks, for instance between the epochs of a training. */
public interface Evaluation {

    /**
     * What is measured, always the same.
     *
     * @return metrics of different names, in the order in which files have them
     */
    List<Metric> metrics();

    /**
     * Measures a network.
     *
     * @param network the network, on any engine, which must not be changed meanwhile
     * @return how well it does, by exactly the {@link #metrics()}
     * @throws io.metaformer4j.zoo.MetaFormerException if the network or the data cannot be used
     */
    Metrics measure(Network network);

    /**
     * An evaluation from a function.
     *
     * @param metrics what it measures
     * @param measuring measures a network
     * @return the evaluation
     * @throws io.metaformer4j.zoo.MetaFormerException if two metrics have the same name
     */
    static Evaluation of(List<Metric> metrics, Function<Network, Metrics> measuring) {
        Metric.requireDistinct(metrics);
        List<Metric> declared = List.copyOf(metrics);
        return new Evaluation() {
            @Override
            public List<Metric> metrics() {
                return declared;
            }

            @Override
            public Metrics measure(Network network) {
                return measuring.apply(network);
            }
        };
    }
}
