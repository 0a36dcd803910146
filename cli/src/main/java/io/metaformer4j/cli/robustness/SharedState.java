package io.metaformer4j.cli.robustness;

import io.metaformer4j.evaluation.robustness.FinishedParts;
import io.metaformer4j.evaluation.robustness.PartCounts;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.vision.loader.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the processes of a job have finished, each in a file of its own beside the results. Whoever ends last finds the shares of
 * all and adds up their counts, so that the processes need not know each other.
 */
final class SharedState {

    private final Optional<Path> output;
    private final Partition share;
    private final String labelling;
    private final JobState own;

    private SharedState(Optional<Path> output, Partition share, String labelling, JobState own) {
        this.output = output;
        this.share = share;
        this.labelling = labelling;
        this.own = own;
    }

    /**
     * The state of a process.
     *
     * @param output file of the results, beside which states are kept; empty to keep none
     * @param share which of the processes this is
     * @param labelling what the labels of all parts depend on
     */
    static SharedState of(Optional<Path> output, Partition share, String labelling) throws IOException {
        JobState own = output.isPresent() ? JobState.in(file(output.get(), share)) : JobState.inMemory();
        return new SharedState(output, share, labelling, own);
    }

    /** Where a process keeps its state. */
    static Path file(Path output, Partition share) {
        String which = share.worldSize() == 1 ? "" : "-" + share.rank() + "-of-" + share.worldSize();
        return output.resolveSibling(output.getFileName() + ".state" + which);
    }

    /** How many parts this process has finished. */
    int size() {
        return own.size();
    }

    private JobState.Key key(MeasuredModel model, RobustnessPart part, int rank) {
        return new JobState.Key(
                model.name(), part.id(), model.settings(part, labelling), rank + "/" + share.worldSize());
    }

    /** What this process has finished with a model. */
    FinishedParts of(MeasuredModel model) {
        return new FinishedParts() {
            @Override
            public Optional<PartCounts> find(RobustnessPart part) {
                return own.find(key(model, part, share.rank()));
            }

            @Override
            public void add(RobustnessPart part, PartCounts counts) throws IOException {
                own.add(key(model, part, share.rank()), counts);
            }
        };
    }

    /** Whether this process finished a part with other weights, settings, places of pictures, or another engine. */
    boolean isOutdated(MeasuredModel model, RobustnessPart part) {
        return own.isOutdated(key(model, part, share.rank()));
    }

    /** The counts of all processes by the ids of the parts, for each model; empty unless all have finished everything. */
    Optional<List<Map<String, PartCounts>>> whole(List<MeasuredModel> models, List<RobustnessPart> parts)
            throws IOException {
        List<JobState> states = new ArrayList<>();
        for (int rank = 0; rank < share.worldSize(); rank++) {
            states.add(
                    rank == share.rank()
                            ? own
                            : JobState.in(file(output.orElseThrow(), new Partition(rank, share.worldSize()))));
        }
        List<Map<String, PartCounts>> all = new ArrayList<>();
        for (MeasuredModel model : models) {
            Map<String, PartCounts> sums = new LinkedHashMap<>();
            for (RobustnessPart part : parts) {
                for (int rank = 0; rank < states.size(); rank++) {
                    Optional<PartCounts> counts = states.get(rank).find(key(model, part, rank));
                    if (counts.isEmpty()) {
                        return Optional.empty();
                    }
                    sums.merge(part.id(), counts.get(), PartCounts::plus);
                }
            }
            all.add(sums);
        }
        return Optional.of(all);
    }

    /** Removes the states of all processes, once the results are on disk. */
    void remove() throws IOException {
        if (output.isPresent()) {
            for (int rank = 0; rank < share.worldSize(); rank++) {
                Files.deleteIfExists(file(output.get(), new Partition(rank, share.worldSize())));
            }
        }
    }
}
