package io.metaformer4j.benchmarks.match;

import java.util.ArrayList;
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
 * @param disturbances which turns do not count; empty if nobody looked
 */
public record Result(String title, Unit unit, Target target, List<Series> series, Optional<Disturbances> disturbances) {

    public Result {
        series = List.copyOf(series);
    }

    /** The outcome of rounds that all count. */
    public Result(String title, Unit unit, Target target, List<Series> series) {
        this(title, unit, target, series, Optional.empty());
    }

    public Series ours() {
        return series.get(0);
    }

    /**
     * The peer with the smallest median: the one to beat.
     *
     * @return the peer; empty if there is none
     */
    public Optional<Series> bestPeer() {
        return series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER)
                .min(Comparator.comparingDouble(Series::median));
    }

    /**
     * The best peer's time over ours, in each round in which neither was disturbed; above 1 ours is faster.
     *
     * @return the ratios; none if there are fewer than are needed
     */
    public List<Double> ratios() {
        List<Double> ratios = bestPeer()
                .map(peer -> IntStream.range(0, peer.rounds().size())
                        .filter(i -> ours().counted().get(i) && peer.counted().get(i))
                        .mapToObj(i -> peer.rounds().get(i) / ours().rounds().get(i))
                        .toList())
                .orElse(List.of());
        return ratios.size() < disturbances.map(Disturbances::needed).orElse(1) ? List.of() : ratios;
    }

    /** Median of the {@link #ratios()}. */
    public OptionalDouble ratio() {
        List<Double> ratios = ratios();
        return ratios.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Series.median(
                        ratios.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** The peers' best time over our best: what an undisturbed machine would show. */
    public OptionalDouble ratioOfBest() {
        OptionalDouble peers = series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER)
                .mapToDouble(Series::best)
                .min();
        return peers.isPresent() ? OptionalDouble.of(peers.getAsDouble() / ours().best()) : OptionalDouble.empty();
    }

    /** The least processor time of a peer over ours: what counts where every core has something else to do. */
    public OptionalDouble processorRatio() {
        return series.stream()
                .filter(one -> one.contestant().side() == Contestant.Side.PEER && one.processorSeconds() > 0)
                .mapToDouble(peer -> peer.processorSeconds() / ours().processorSeconds())
                .min();
    }

    /**
     * What the same rounds say of some of the contestants.
     *
     * @param more what the title says of it
     * @param promised what should come out
     * @param mine for whom the ratios are
     * @param peers whom to beat
     * @return the outcome as if they had been alone
     */
    public Result between(String more, Target promised, Contestant mine, List<Contestant> peers) {
        List<Series> some = new ArrayList<>();
        some.add(of(mine));
        peers.forEach(peer -> some.add(of(peer)));
        return new Result(title + more, unit, promised, some, disturbances);
    }

    private Series of(Contestant contestant) {
        Series found = series.stream()
                .filter(one -> one.contestant().name().equals(contestant.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(contestant.name() + " has not played"));
        return found.of(contestant);
    }
}
