package io.metaformer4j.training;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.RunOrigin;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.TransformFactory;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be trained, on what, and where the results go.
 *
 * @param <T> what is known of a picture
 * @param model the model; its class names should be those of the data
 * @param recipe all hyper-parameters; its objective becomes the one of the task, by name if that is code of its own
 * @param weights weights to start from by canonical names; empty for fresh ones
 * @param data the training data, whoever opened them closes them after the run
 * @param validation what measures the network between epochs, usually
 *     {@link io.metaformer4j.evaluation.validation.Validator#evaluation Validator.evaluation}
 *     on held-out data; it measures what the recipe goes by, see {@link Evaluation#metrics()}; empty for no validation
 * @param objective what the network is trained for; if pictures have classes, usually that of the recipe
 * @param output folder of the results, created if need be
 * @param settings what does not change the result
 * @param network makes the network that is trained, usually that of the model alone
 * @param transform varies the training pictures; empty for what the recipe says
 */
public record TrainingTask<T>(
        ModelDescription model,
        TrainingRecipe recipe,
        Optional<Map<String, WeightTensor>> weights,
        Dataset<T> data,
        Optional<Evaluation> validation,
        Objective<T> objective,
        Path output,
        Settings settings,
        TrainableFactory network,
        Optional<TransformFactory> transform) {

    public TrainingTask {
        requirePictures(model);
        recipe = recording(recipe, objective);
        recipe.requireTrainableOn(settings.network().device());
        if (network.equals(TrainableFactory.BACKBONE)) { // of others the names are known when they are made
            recipe.optimization().freezing().frozen(model.architecture()); // throws if it has no such modules
        }
        recipe.augmentation().requireViews(objective.views());
        if (recipe.augmentation().mixing().isPresent() && !objective.mixesTargets()) {
            throw new MetaFormerException("the recipe mixes pictures with each other, but the targets of this training"
                    + " cannot be mixed; leave out mixup and cutmix");
        }
        objective.requireFit(model.architecture(), data);
        requireMeasured(recipe, validation);
        long pictures = recipe.batching().pictures(data.size());
        if (pictures < recipe.batching().size()) {
            throw new MetaFormerException(
                    "the training data have " + pictures + (pictures < data.size() ? " pictures an epoch" : " pictures")
                            + ", fewer than the batch size "
                            + recipe.batching().size() + "; use a smaller one");
        }
    }

    /**
     * A task for the network of a model alone, whose pictures are varied as the recipe says.
     *
     * @param model the model; its class names should be those of the data
     * @param recipe all hyper-parameters
     * @param weights weights to start from by canonical names; empty for fresh ones
     * @param data the training data, whoever opened them closes them after the run
     * @param validation what measures the network between epochs; empty for no validation
     * @param objective what the network is trained for
     * @param output folder of the results, created if need be
     * @param settings what does not change the result
     */
    public TrainingTask(
            ModelDescription model,
            TrainingRecipe recipe,
            Optional<Map<String, WeightTensor>> weights,
            Dataset<T> data,
            Optional<Evaluation> validation,
            Objective<T> objective,
            Path output,
            Settings settings) {
        this(
                model,
                recipe,
                weights,
                data,
                validation,
                objective,
                output,
                settings,
                TrainableFactory.BACKBONE,
                Optional.empty());
    }

    /** What is stored says by what the network is trained, whatever the recipe was made for. */
    private static TrainingRecipe recording(TrainingRecipe recipe, Objective<?> objective) {
        ObjectiveSpec recorded = objective.recorded();
        return recipe.objective().equals(recorded) ? recipe : recipe.withObjective(recorded);
    }

    /**
     * A task for pictures of one class each, with the objective of its recipe.
     *
     * @param model the model; its class names should be those of the data
     * @param recipe all hyper-parameters
     * @param weights weights to start from by canonical names; empty for fresh ones
     * @param data the training data, whoever opened them closes them after the run
     * @param validation what measures the network between epochs; empty for no validation
     * @param output folder of the results, created if need be
     * @param settings what does not change the result
     * @return the task
     */
    public static TrainingTask<ClassTarget> ofClasses(
            ModelDescription model,
            TrainingRecipe recipe,
            Optional<Map<String, WeightTensor>> weights,
            Dataset<ClassTarget> data,
            Optional<Evaluation> validation,
            Path output,
            Settings settings) {
        return new TrainingTask<>(model, recipe, weights, data, validation, recipe.objective(), output, settings);
    }

    private static void requirePictures(ModelDescription model) {
        int channels = model.architecture().inputChannels();
        if (channels != 1 && channels != Picture.CHANNELS) {
            throw new MetaFormerException("the network of " + model.name() + " takes input of " + channels
                    + " channels, but training pictures have " + Picture.CHANNELS
                    + ", red, green and blue, or are shades of gray, with 1; choose 1 or " + Picture.CHANNELS
                    + " as the number of input channels");
        }
    }

    /** The recipe names metrics, which the validation has to measure. */
    private static void requireMeasured(TrainingRecipe recipe, Optional<Evaluation> validation) {
        Optional<Plateau> plateau = recipe.optimization().schedule().decay().plateau();
        if (validation.isEmpty() && plateau.isPresent()) {
            throw new MetaFormerException("the schedule of the recipe follows a metric of a validation, but there is"
                    + " none; validate between epochs, or use another schedule");
        }
        if (validation.isEmpty() && recipe.kept().history() > 0) {
            throw new MetaFormerException(
                    "the recipe keeps the checkpoints that are best by a metric of a validation, but there"
                            + " is none; validate between epochs, or keep no more than the latest");
        }
        validation.map(Evaluation::metrics).ifPresent(metrics -> {
            plateau.ifPresent(rule -> requireNamed(metrics, rule.metric(), "the schedule of the recipe follows"));
            requireNamed(metrics, recipe.kept().metric(), "the recipe chooses the best checkpoint by");
        });
    }

    private static void requireNamed(List<Metric> metrics, String name, String use) {
        List<String> names = metrics.stream().map(Metric::name).toList();
        if (!names.contains(name)) {
            throw new MetaFormerException(use + " the metric '" + name + "', but the validation measures "
                    + String.join(", ", names) + "; name one of these in the recipe");
        }
    }

    /** What the validation measures; nothing without one. */
    List<Metric> measured() {
        return validation.map(Evaluation::metrics).orElse(List.of());
    }

    /** How the pictures are loaded. */
    LoaderOptions loading() {
        return LoaderOptions.training(recipe.batching().size(), settings.workers(), recipe.seed())
                .withFailures(settings.brokenPictures());
    }

    /**
     * The same with another objective, of which the recipe keeps the name, or everything if it can.
     *
     * @param other what the network is trained for
     * @return the changed task
     */
    public TrainingTask<T> withObjective(Objective<T> other) {
        return new TrainingTask<>(
                model, recipe, weights, data, validation, other, output, settings, network, transform);
    }

    /**
     * The same with another network, which may have parts beside that of the model. Its tensors are in checkpoints and results
     * under their names.
     *
     * @param other makes the network, the same in all processes
     * @return the changed task
     */
    public TrainingTask<T> withNetwork(TrainableFactory other) {
        return new TrainingTask<>(
                model, recipe, weights, data, validation, objective, output, settings, other, transform);
    }

    /**
     * The same with pictures varied in another way than the recipe says, of which it keeps no record.
     *
     * @param other makes the transform, which belongs to no thread
     * @return the changed task
     */
    public TrainingTask<T> withTransform(TransformFactory other) {
        return new TrainingTask<>(
                model, recipe, weights, data, validation, objective, output, settings, network, Optional.of(other));
    }

    /**
     * What does not change the result of a run.
     *
     * @param network device and memory layout; weights are always in single precision
     * @param workers threads that load pictures; 0 loads in the thread that trains
     * @param validateEvery epochs from one validation to the next; the last epoch is always validated
     * @param keep how many of the latest checkpoints are kept, besides the best one
     * @param brokenPictures whether a training picture that cannot be decoded ends the run or is left out and counted
     * @param safeguards what the run does against accidents
     * @param origin what is to be known of the beginning of the run, which one that is resumed passes over
     */
    public record Settings(
            NetworkOptions network,
            int workers,
            int validateEvery,
            int keep,
            FailurePolicy brokenPictures,
            Safeguards safeguards,
            RunOrigin origin) {

        /**
         * On the processor, one loader thread, validation after each epoch, the two latest checkpoints, and a broken picture
         * is an error.
         */
        public static final Settings DEFAULT = new Settings(NetworkOptions.DEFAULT, 1, 1, 2, FailurePolicy.FAIL);

        public Settings {
            if (workers < 0 || validateEvery < 1 || keep < 1) {
                throw new MetaFormerException(workers + " loader threads, validation every " + validateEvery
                        + " epochs and " + keep + " kept checkpoints are impossible");
            }
        }

        /** The same with {@link Safeguards#DEFAULT} and {@link RunOrigin#UNKNOWN}. */
        public Settings(
                NetworkOptions network, int workers, int validateEvery, int keep, FailurePolicy brokenPictures) {
            this(network, workers, validateEvery, keep, brokenPictures, Safeguards.DEFAULT, RunOrigin.UNKNOWN);
        }

        /**
         * The same with other safeguards.
         *
         * @param other what the run does against accidents
         * @return the changed settings
         */
        public Settings withSafeguards(Safeguards other) {
            return new Settings(network, workers, validateEvery, keep, brokenPictures, other, origin);
        }

        /**
         * The same with another origin.
         *
         * @param other what is to be known of the beginning of the run
         * @return the changed settings
         */
        public Settings withOrigin(RunOrigin other) {
            return new Settings(network, workers, validateEvery, keep, brokenPictures, safeguards, other);
        }
    }
}
