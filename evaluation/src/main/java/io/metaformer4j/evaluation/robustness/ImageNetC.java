package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of ImageNet-C's pictures: {@code corruption/severity/class/picture}, as the authors' code expects it, or with the
 * groups around it in which the published archives have the corruptions ({@code noise/gaussian_noise/3/...}). Any part of it may
 * be there.
 */
public final class ImageNetC {

    private final Map<CorruptionLevel, Path> folders;

    private ImageNetC(Map<CorruptionLevel, Path> folders) {
        this.folders = Collections.unmodifiableMap(folders);
    }

    /**
     * Looks which corruptions are there.
     *
     * @param folder the folder
     * @return what was found, at least one corruption at one severity
     * @throws MetaFormerException if there is no such folder, none of its folders is a corruption, or one is there twice
     */
    public static ImageNetC in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new MetaFormerException("there is no folder '" + PrintableText.of(folder.toString())
                    + "' with the pictures of ImageNet-C; unpack its archives into one");
        }
        Map<CorruptionLevel, Path> folders = new LinkedHashMap<>();
        for (Corruption corruption : Corruption.values()) {
            List<Path> found = Stream.of(folder, folder.resolve(group(corruption)))
                    .map(around -> around.resolve(corruption.label()))
                    .filter(Files::isDirectory)
                    .toList();
            if (found.size() > 1) {
                throw new MetaFormerException("folder '" + PrintableText.of(folder.toString()) + "' has "
                        + corruption.label() + " twice, also in '" + group(corruption) + "'; remove one of them");
            }
            for (Path levels : found) {
                for (Severity severity : Severity.all()) {
                    Path level = levels.resolve(Integer.toString(severity.level()));
                    if (Files.isDirectory(level)) {
                        folders.put(new CorruptionLevel(corruption, severity), level);
                    }
                }
            }
        }
        if (folders.isEmpty()) {
            throw new MetaFormerException("folder '" + PrintableText.of(folder.toString())
                    + "' has no pictures of ImageNet-C; they lie in folders such as gaussian_noise/3 or"
                    + " noise/gaussian_noise/3");
        }
        return new ImageNetC(folders);
    }

    private static String group(Corruption corruption) {
        return corruption.group().name().toLowerCase(Locale.ROOT);
    }

    /**
     * What is there.
     *
     * @return corruptions and severities, in the order of the benchmark, the extra corruptions behind
     */
    public List<CorruptionLevel> levels() {
        return List.copyOf(folders.keySet());
    }

    /**
     * A part of a robustness job.
     *
     * @param level one of the {@link #levels()}
     * @param options class map and limits
     * @return the part that measures it
     * @throws MetaFormerException if it is not there
     */
    public RobustnessPart part(CorruptionLevel level, DatasetOptions options) {
        Path folder = folders.get(level);
        if (folder == null) {
            throw new MetaFormerException(
                    "ImageNet-C has no folder '" + level + "' here; unpack the archive of that corruption");
        }
        return RobustnessPart.stored(level, new PictureSource(folder.toString(), options));
    }
}
