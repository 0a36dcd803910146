package io.metaformer4j.onnx;

import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of {@code serving.properties}. Where DJL's translator for classification can do what the model's preprocessing says,
 * the server takes pictures and answers with names and probabilities; else it takes and answers tensors.
 */
final class DjlProperties {

    private static final String ENDING = ".onnx";

    /** Those that DJL has. */
    private static final Set<Interpolation> FILTERS =
            EnumSet.of(Interpolation.NEAREST, Interpolation.BILINEAR, Interpolation.BICUBIC);

    private DjlProperties() {}

    static String of(ExportedModel model, OnnxExporter.Exported exported, boolean named) {
        String file = String.valueOf(exported.file().getFileName());
        List<String> lines = new ArrayList<>();
        lines.add("engine=OnnxRuntime");
        lines.add("option.modelName="
                + (file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file));
        if (named && canTranslate(model, exported.interfaces())) {
            lines.addAll(translation(model.preprocessing()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean canTranslate(ExportedModel model, OnnxInterface sides) {
        Preprocessing preprocessing = model.preprocessing();
        boolean sized = preprocessing.cropMode() == CropMode.SQUASH
                || (preprocessing.cropMode() == CropMode.CENTER && preprocessing.height() == preprocessing.width());
        return sides.outputs().size() == 1
                && model.architecture().hasClassifier()
                && !sides.inputs().get(0).bytes()
                && preprocessing.channels() == 3
                && FILTERS.contains(preprocessing.interpolation())
                && sized;
    }

    private static List<String> translation(Preprocessing preprocessing) {
        int height = (int) Math.floor(preprocessing.height() / preprocessing.cropRatio());
        int width = (int) Math.floor(preprocessing.width() / preprocessing.cropRatio());
        String filter = preprocessing.interpolation().name();
        String numbers = Stream.concat(preprocessing.mean().stream(), preprocessing.std().stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return List.of(
                "application=cv/image_classification",
                "translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory",
                "width=" + preprocessing.width(),
                "height=" + preprocessing.height(),
                preprocessing.cropMode() == CropMode.SQUASH
                        ? "resize=" + width + "," + height + "," + filter
                        : "resizeShort=" + height + ",-1," + filter,
                "centerCrop=true",
                "toTensor=true",
                "normalize=" + numbers,
                "applySoftmax=true",
                "batchifier=stack");
    }
}
