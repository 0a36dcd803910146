package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.engines.Disturbances;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The outcome of a match.
 *
 * @param title what was compared
 * @param unit how times are printed
 * @param target what should come out
 * @param series figures of all contestants, ours first
 * @param disturbances how many rounds do not count; empty if nobody looked
 */
record Result(String title, Unit unit, Target target, List<Series> series, Optional<Disturbances> disturbances) {

    Result {
        series = List.copyOf(series);
    }

    /** The outcome of rounds that all count. */
    Result(String title, Unit unit, Target target, List<Series> series) {
        this(title, unit, target, series, Optional.empty());
    }

    /** Whether enough rounds were undisturbed to conclude something. */
    boolean isConclusive() {
        return disturbances.map(Disturbances::enough).orElse(true);
    }

    Series ours() {
        return series.get(0);
    }

    /** The peer with the smallest median: the one to beat. */
    Optional<Series> bestPeer() {
        return series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER)
                .min(Comparator.comparingDouble(Series::median));
    }

    /** The best peer's time over ours, round by round; above 1 ours is faster. None if too many rounds were disturbed. */
    List<Double> ratios() {
        return bestPeer()
                .filter(peer -> isConclusive())
                .map(peer -> IntStream.range(0, peer.rounds().size())
                        .mapToObj(i -> peer.rounds().get(i) / ours().rounds().get(i))
                        .toList())
                .orElse(List.of());
    }

    /** Median of the {@link #ratios()}. */
    OptionalDouble ratio() {
        List<Double> ratios = ratios();
        return ratios.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Series.median(
                        ratios.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** The peers' best time over our best: what an undisturbed machine would show. */
    OptionalDouble ratioOfBest() {
        OptionalDouble peers = series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER)
                .mapToDouble(Series::best)
                .min();
        return peers.isPresent() ? OptionalDouble.of(peers.getAsDouble() / ours().best()) : OptionalDouble.empty();
    }

    /** The least processor time of a peer over ours: what counts where every core has something else to do. */
    OptionalDouble processorRatio() {
        return series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER && one.processorSeconds() > 0)
                .mapToDouble(peer -> peer.processorSeconds() / ours().processorSeconds())
                .min();
    }
}
