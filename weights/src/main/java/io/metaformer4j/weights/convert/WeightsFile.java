package io.metaformer4j.weights.convert;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A file with weights and nothing else, such as is published; its name tells the format. */
public final class WeightsFile {

    /** A longer one stands before one that it ends with. */
    private static final List<String> ENDINGS = List.of(".safetensors", ".pth.tar", ".pth", ".pt", ".bin");

    /** Digits of the digest that PyTorch's and timm's published files have in their names. */
    private static final int DIGITS = 8;

    private final Path out;
    private final ConvertedFormat format;

    private WeightsFile(Path out, ConvertedFormat format) {
        this.out = out;
        this.format = format;
    }

    /**
     * A file that was written.
     *
     * @param file its place
     * @param sha256 digest of its bytes in lower-case hexadecimal digits
     */
    public record Written(Path file, String sha256) {}

    /**
     * Looks at the name of a file that need not exist.
     *
     * @param out the file to create or replace
     * @return the file
     * @throws MetaFormerException if its name tells no format, or it is a folder
     */
    public static WeightsFile at(Path out) {
        ConvertedFormat format = ConvertedFormat.of(out);
        if (format == ConvertedFormat.FOLDER) {
            throw new MetaFormerException("the name of '" + out
                    + "' is that of a folder; end it with .safetensors, .pth, .pt, .bin or .pth.tar");
        }
        return new WeightsFile(out, format);
    }

    /**
     * Writes tensors.
     *
     * @param tensors tensors by name
     * @return the file and its digest
     * @throws IOException if it cannot be written; an older file is then unchanged
     */
    public Written write(Map<String, WeightTensor> tensors) throws IOException {
        write(out, tensors);
        return new Written(out, Sha256.of(out));
    }

    /**
     * Writes tensors to a file whose name has the first eight digits of its digest before the ending, as in
     * {@code pets-1a2b3c4d.pth}, by which those who download it can check it.
     *
     * @param tensors tensors by name
     * @return the file and its digest
     * @throws IOException if it cannot be written; an older file is then unchanged
     */
    public Written writeWithDigest(Map<String, WeightTensor> tensors) throws IOException {
        Path unnamed = out.resolveSibling(
                out.getFileName() + ".unnamed-" + ProcessHandle.current().pid());
        try {
            write(unnamed, tensors);
            String sha256 = Sha256.of(unnamed);
            Path named = out.resolveSibling(name(sha256.substring(0, DIGITS)));
            Files.move(unnamed, named, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Written(named, sha256);
        } finally {
            Files.deleteIfExists(unnamed);
        }
    }

    private String name(String digits) {
        String name = out.getFileName().toString();
        String ending = ENDINGS.stream()
                .filter(name.toLowerCase(Locale.ROOT)::endsWith)
                .findFirst()
                .orElse("");
        int stem = name.length() - ending.length();
        return name.substring(0, stem) + "-" + digits + name.substring(stem);
    }

    private void write(Path file, Map<String, WeightTensor> tensors) throws IOException {
        if (format == ConvertedFormat.TORCH) {
            TorchWriter.write(file, tensors);
        } else {
            SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
        }
    }
}
