package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.recipe.RecipeJson;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a run goes on from a checkpoint: whether it can as it is asked to, and what is other than before. */
public final class Resumption {

    /** Classes that a message names. */
    private static final int NAMED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    /**
     * On what terms a run goes on.
     *
     * @param changedData what happens if the training data have other pictures than at the start
     * @param freshOptimizer whether the state of the optimizer and the scale of losses begin anew, as with timm's
     *     {@code --no-resume-opt}, rather than where they were; the optimizer may then be another, and so may what is frozen. The
     *     run is no longer what it would have been without the interruption
     */
    public record Terms(ChangedData changedData, boolean freshOptimizer) {

        /** With the same data and everything where it was. */
        public static final Terms EXACT = new Terms(ChangedData.REFUSE, false);
    }

    private final CheckpointStore.Found found;
    private final TrainingState saved;
    private final List<String> changes = new ArrayList<>();
    private boolean answersDiffer;
    private boolean metricDiffers;
    private boolean plateauDiffers;

    /** Goes on from a checkpoint that was found. */
    public Resumption(CheckpointStore.Found found) {
        this.found = found;
        this.saved = found.state();
    }

    /**
     * Compares the run with how it is to go on.
     *
     * @throws MetaFormerException if network or classes are others, or the recipe cannot change in this way
     * @throws ChangedDataException if the data are others and that is not accepted
     */
    public void compare(ModelDescription model, TrainingRecipe recipe, DataFingerprint data, Terms terms) {
        requireSameNetwork(model, recipe);
        requirePossible(recipe);
        if (terms.freshOptimizer()) {
            changes.add("the run goes on with a fresh state of its optimizer, so that it is not what it would have been"
                    + " without the interruption");
        } else {
            requireSameState(recipe);
        }
        noteDifferences(saved.recipe(), recipe);
        comparePictures(model.preprocessing());
        compareData(recipe, data, terms.changedData());
    }

    /** What changes, as sentences; empty if nothing does. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** What the checkpoint says about the run. */
    public TrainingState state() {
        return saved;
    }

    /** The learning rate with which an epoch ended that is not reported yet, whatever it would be with other settings. */
    public OptionalDouble unreportedRate() {
        return saved.position().isReportDue()
                ? OptionalDouble.of(saved.recipe()
                        .lastRate(
                                saved.position().epoch() - 1,
                                saved.data().samples(),
                                saved.position().plateau()))
                : OptionalDouble.empty();
    }

    /**
     * What was measured of the network of the checkpoint, if its answers are still the same.
     *
     * @param metrics what the validation measures from now on; if there is none, what one of classes measured still holds
     * @return the metrics; empty if they were not measured, or others are from now on
     */
    public Optional<Metrics> metrics(List<Metric> metrics) {
        List<Metric> wanted = metrics.isEmpty() ? ClassificationMetrics.ALL : metrics;
        return answersDiffer ? Optional.empty() : found.metrics().flatMap(data -> Metrics.fromData(wanted, data));
    }

    /**
     * Puts weights, their average and, unless it begins anew, the state of the optimizer into a network.
     *
     * @throws MetaFormerException if the network has other tensors than that of the run, or others of them are frozen while the
     *     optimizer goes on
     */
    public void restore(NetworkTrainer trainer, Terms terms) {
        requireSameTensors(trainer.network());
        TrainingState.restoreWeights(found.checkpoint(), trainer);
        if (!terms.freshOptimizer()) {
            requireSameFrozen(trainer);
            TrainingState.restoreOptimizer(found.checkpoint(), trainer);
        }
    }

    /**
     * Where the run goes on. If the best checkpoint is lost, or another metric decides from now on, its value counts no
     * more; neither does the best value of a schedule that follows another metric.
     *
     * @param best where the best checkpoint should be
     */
    public RunPosition position(Path best) {
        RunPosition position = plateauDiffers ? saved.position().withoutBestOfPlateau() : saved.position();
        if (metricDiffers) {
            return position.withoutBest();
        }
        if (position.bestEpoch() < 0 || Files.isRegularFile(best)) {
            return position;
        }
        LOG.warn("'{}' of epoch {} is missing; the best from here on will be kept", best, position.bestEpoch() + 1);
        return position.withoutBest();
    }

    private void requireSameNetwork(ModelDescription model, TrainingRecipe recipe) {
        Architecture before = recipe.regularized(saved.model().architecture());
        if (!before.equals(model.architecture())) {
            throw refused("it was begun with another network");
        }
        List<String> old = saved.model().classNames();
        if (!old.equals(model.classNames())) {
            throw refused(
                    "it was begun with other classes (" + brief(old) + " then, " + brief(model.classNames()) + " now)");
        }
    }

    private static String brief(List<String> classes) {
        List<String> first =
                classes.stream().limit(NAMED).map(PrintableText::of).toList();
        return classes.size() + ": " + String.join(", ", first) + (classes.size() > NAMED ? ", ..." : "");
    }

    private void requirePossible(TrainingRecipe recipe) {
        TrainingRecipe before = saved.recipe();
        int epoch = saved.position().epoch();
        int done = saved.position().batch() > 0 ? epoch + 1 : epoch;
        if (recipe.totalEpochs() < done) {
            throw new MetaFormerException("the run cannot be resumed: it has trained " + epoch
                    + (done > epoch ? " epochs and a part of the next already" : " epochs already") + ", more than the "
                    + recipe.totalEpochs() + " that are asked for; ask for at least " + done);
        }
        boolean reordered = recipe.seed() != before.seed()
                || recipe.batching().size() != before.batching().size()
                || recipe.batching().shuffleBuffer() != before.batching().shuffleBuffer()
                || recipe.batching().repeats() != before.batching().repeats();
        if (reordered && saved.position().batch() > 0) {
            throw new MetaFormerException("the run cannot be resumed: its last checkpoint lies within epoch "
                    + (epoch + 1)
                    + ", and seed, batch size, repeats and shuffle buffer can change only between epochs; finish the"
                    + " epoch first");
        }
    }

    /** What the optimizer keeps has to mean the same to the one that goes on. */
    private void requireSameState(TrainingRecipe recipe) {
        TrainingRecipe before = saved.recipe();
        if (!stateNames(before).equals(stateNames(recipe))) {
            throw refusedState("its optimizer kept " + names(before)
                    + " of each parameter, but the one asked for needs " + names(recipe));
        }
        if (before.optimization().groupsLayers() != recipe.optimization().groupsLayers()) {
            throw refusedState("it was begun " + (before.optimization().groupsLayers() ? "with" : "without")
                    + " a layer decay, which sorts the state of its optimizer otherwise");
        }
    }

    private void noteDifferences(TrainingRecipe before, TrainingRecipe recipe) {
        List<String> differences = RecipeJson.differences(before, recipe);
        if (!differences.isEmpty()) {
            changes.add("the run goes on with changed settings: " + String.join("; ", differences));
            metricDiffers = !before.kept().metric().equals(recipe.kept().metric());
            Optional<String> followed = followed(recipe);
            plateauDiffers = followed.isPresent() && !followed.equals(followed(before));
            answersDiffer |= !before.optimization()
                    .averaging()
                    .equals(recipe.optimization().averaging());
        }
    }

    /** The metric that the schedule follows, if it follows one. */
    private static Optional<String> followed(TrainingRecipe recipe) {
        return recipe.optimization().schedule().decay().plateau().map(Plateau::metric);
    }

    /** Beside the backbone, which is compared before it is made, a network may have parts of its own. */
    private void requireSameTensors(Trainable network) {
        if (!TrainingState.weights(found.checkpoint())
                .keySet()
                .equals(network.state().keySet())) {
            throw refused("it was begun with another network, whose tensors have other names");
        }
    }

    private void requireSameFrozen(NetworkTrainer trainer) {
        Set<String> before = saved.recipe().optimization().freezing().frozen(trainer.network());
        if (!before.equals(trainer.frozen())) {
            throw refusedState("it was begun with other modules frozen, of which its optimizer keeps nothing");
        }
    }

    private static Set<String> stateNames(TrainingRecipe recipe) {
        return new TreeSet<>(recipe.optimization().optimizer().stateNames());
    }

    private static String names(TrainingRecipe recipe) {
        Set<String> names = stateNames(recipe);
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private void comparePictures(Preprocessing now) {
        Preprocessing before = saved.model().preprocessing();
        if (!before.equals(now)) {
            answersDiffer = true;
            boolean size = before.height() != now.height() || before.width() != now.width();
            changes.add("the run goes on with "
                    + (size
                            ? "pictures of " + now.height() + "x" + now.width() + " instead of " + before.height() + "x"
                                    + before.width()
                            : "another preprocessing of the pictures"));
        }
    }

    private void compareData(TrainingRecipe recipe, DataFingerprint data, ChangedData policy) {
        DataFingerprint before = saved.data();
        if (!before.hasSameNames(data)) {
            if (policy == ChangedData.REFUSE) {
                throw new ChangedDataException(before, data);
            }
            changes.add("the run goes on with changed data: " + before.samples() + " pictures then, " + data.samples()
                    + " now");
            return;
        }
        boolean shardwise =
                recipe.batching().shuffleBuffer() > 0 && saved.position().batch() > 0;
        if (shardwise && !before.hasSameShards(data)) {
            throw new MetaFormerException(
                    "the run cannot be resumed: its last checkpoint lies within an epoch, whose order"
                            + " follows from the shards of the data, and these are others now; give the data as they were until"
                            + " the epoch ends");
        }
        if (!before.hasSameSizes(data)) {
            changes.add("some training pictures have another size than when the run began; it goes on with them as they"
                    + " are now");
        }
    }

    private static MetaFormerException refused(String reason) {
        return new MetaFormerException("the run cannot be resumed: " + reason + "; start a new run in another folder");
    }

    private static MetaFormerException refusedState(String reason) {
        return new MetaFormerException("the run cannot be resumed: " + reason
                + "; start a new run in another folder, or go on with a fresh state of the optimizer");
    }
}
