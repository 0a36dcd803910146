package io.metaformer4j.benchmarks.engines;

import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Result;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Steadiness;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import java.util.List;
import java.util.Optional;

/**
 * One network that is compared, and what all its comparisons share.
 *
 * @param settings threads, rounds
 * @param report takes findings
 * @param steadiness watches the cores
 * @param model name of the model
 * @param samples weights, pictures and expected logits
 * @param python the same network in Python; empty if ours run alone
 */
public record ComparedNetwork(
        Settings settings,
        Report report,
        Steadiness steadiness,
        String model,
        ModelSamples samples,
        Optional<PythonNetwork> python) {

    /** Sizes of the batches that are compared. */
    public static final List<Integer> BATCH_SIZES = List.of(1, 8);

    /** The engine that is compared with the peers; the others stand beside it. */
    static final String OURS = "cpu";

    /** Pictures of one turn of several callers. */
    static final int PICTURES = 24;

    /** Calls of a turn, each with one picture. */
    private static final int CALLS = 12;

    /** Turns that do not count: the virtual machine compiles our loops meanwhile. */
    private static final int WARM_UPS = 3;

    /** Rounds that have to be undisturbed for a ratio, if as many were asked for. */
    private static final int NEEDED = 5;

    /**
     * The number of pictures that are needed.
     *
     * @return the largest batch
     */
    public static int pictures() {
        return BATCH_SIZES.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** How often a network is called in a turn: a short one has a better chance not to be disturbed. */
    static int turns(int batch) {
        return Math.max(2, CALLS / batch);
    }

    /** One of our networks in a match. */
    Contestant ours(EngineNetwork network, int batch) {
        int turns = turns(batch);
        return Contestant.ours(name(network), () -> network.seconds(samples.pictures(batch), turns));
    }

    static String name(EngineNetwork network) {
        return "metaformer4j " + network.engine();
    }

    /** Lets contestants take turns, of so many items each, until enough of them were undisturbed. */
    Result play(String what, Unit unit, Target target, int items, List<Contestant> contestants) throws Exception {
        Match match = new Match("engines, " + model + ", " + what, unit, target, items, WARM_UPS, contestants);
        return match.play(settings.rounds(), Math.min(NEEDED, settings.rounds()), steadiness);
    }
}
