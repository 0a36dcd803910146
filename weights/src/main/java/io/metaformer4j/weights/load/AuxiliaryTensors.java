package io.metaformer4j.weights.load;

import io.metaformer4j.weights.WeightTensor;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tensors that training leaves among the weights and that no network of the family has: counters, losses, statistics. */
final class AuxiliaryTensors {

    /** Single numbers, by the last part of their name: of averages, of thop's profiler and of loops. */
    private static final Set<String> COUNTERS = Set.of(
            "n_averaged",
            "steps",
            "step",
            "num_updates",
            "ema_updates",
            "updates",
            "decay",
            "ema_decay",
            "initted",
            "total_ops",
            "total_params",
            "epoch",
            "current_epoch",
            "global_step",
            "iter",
            "iteration");

    /** Parts of a training module beside its network, by the first part of their name. */
    private static final Pattern MODULE =
            Pattern.compile("(?:\\w+_)?(?:criterion|criteria|loss|losses|loss_fn|loss_func|"
                    + "loss_function|metric|metrics|acc|accuracy|auroc|f1|confusion_matrix)(?:_?\\d+)?");

    /** Weights of classes, by their whole name. */
    private static final Set<String> CLASS_WEIGHTS = Set.of(
            "class_weight", "class_weights", "cls_weight", "cls_weights", "pos_weight", "loss_weight", "loss_weights");

    /** Means and deviations of pictures, one for each channel. */
    private static final Pattern PICTURES =
            Pattern.compile("(?:(?:data_preprocessor|preprocessor|normalize|normalizer|normalization)\\.)?"
                    + "(?:pixel_|image_|img_)?(?:mean|std)");

    private static final int MAX_CHANNELS = 4;

    private AuxiliaryTensors() {}

    /** Whether a tensor is one of these, judged by its name and, where a name is ambiguous, by its size. */
    static boolean isAuxiliary(String name, WeightTensor tensor) {
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
        String last = name.substring(name.lastIndexOf('.') + 1);
        return (tensor.elementCount() <= 1 && COUNTERS.contains(last))
                || MODULE.matcher(first.toLowerCase(Locale.ROOT)).matches()
                || CLASS_WEIGHTS.contains(name)
                || (tensor.elementCount() <= MAX_CHANNELS
                        && PICTURES.matcher(name).matches());
    }
}
