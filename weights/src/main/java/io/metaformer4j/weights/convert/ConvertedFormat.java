package io.metaformer4j.weights.convert;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a conversion writes, told by the name of an output that need not exist: fewer kinds of files than can be
 * {@linkplain io.metaformer4j.weights.CheckpointFormat read}, and folders.
 */
public enum ConvertedFormat {
    /** A safetensors file. */
    SAFETENSORS,
    /** A state dict of PyTorch. */
    TORCH,
    /** A folder as model hubs have it: {@code model.safetensors} and {@code config.json}. */
    FOLDER;

    /** The file with the weights in a {@link #FOLDER}. */
    public static final String FOLDER_WEIGHTS = "model.safetensors";

    static ConvertedFormat of(Path path) {
        String name =
                path.getFileName() == null ? "" : path.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean mayBeFolder = !name.contains(".") && !name.isEmpty() && !Files.exists(path);
        if (Files.isDirectory(path) || mayBeFolder) {
            return FOLDER;
        }
        if (name.endsWith(".safetensors")) {
            return SAFETENSORS;
        }
        if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin") || name.endsWith(".pth.tar")) {
            return TORCH;
        }
        throw new MetaFormerException("the name of '" + path + "' does not tell the format to write; end it with"
                + " .safetensors, .pth, .pt, .bin or .pth.tar, or name a folder");
    }
}
