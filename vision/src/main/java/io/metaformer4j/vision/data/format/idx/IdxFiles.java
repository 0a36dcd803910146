package io.metaformer4j.vision.data.format.idx;

import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pair of IDX files.
 *
 * @param images for instance {@code train-images-idx3-ubyte.gz}
 * @param labels for instance {@code train-labels-idx1-ubyte.gz}
 */
public record IdxFiles(Path images, Path labels) {

    private static final Pattern IMAGES =
            Pattern.compile("(.*?)[-_.]?images([-.])idx3-ubyte(\\.gz)?", Pattern.CASE_INSENSITIVE);

    /** Whether a file is called like the pictures of an IDX pair. */
    public static boolean isImages(String fileName) {
        return IMAGES.matcher(fileName).matches() && !ImageFileNames.isHidden(fileName);
    }

    /** What stands before {@code images}: {@code train}, or {@code emnist-letters-train}. */
    private static String part(Path images) {
        return matcher(images).group(1);
    }

    private static Matcher matcher(Path images) {
        Matcher matcher = IMAGES.matcher(images.getFileName().toString());
        if (!matcher.matches()) {
            throw new MetaFormerException("'" + images
                    + "' is not named like an IDX file of pictures, for instance train-images-idx3-ubyte.gz");
        }
        return matcher;
    }

    /** The pair that a file of pictures belongs to. */
    public static IdxFiles of(Path images) {
        Matcher matcher = matcher(images);
        String name = images.getFileName().toString();
        int place = name.toLowerCase(Locale.ROOT).lastIndexOf("images");
        boolean upper = Character.isUpperCase(name.charAt(place));
        String labels = upper ? (Character.isUpperCase(name.charAt(place + 1)) ? "LABELS" : "Labels") : "labels";
        String idx = name.substring(place + "images".length() + 1).replace('3', '1');
        String bare = idx.toLowerCase(Locale.ROOT).endsWith(".gz") ? idx.substring(0, idx.length() - 3) : idx;
        String start = name.substring(0, place) + labels;
        String expected = start + matcher.group(2) + bare;
        for (String candidate : List.of(expected, start + "-" + bare, start + "." + bare)) {
            for (String ending : List.of("", ".gz")) {
                Path file = images.resolveSibling(candidate + ending);
                if (Files.isRegularFile(file)) {
                    return new IdxFiles(images, file);
                }
            }
        }
        throw new MetaFormerException(
                "'" + images + "' has no labels beside it; put " + expected + " into the same folder");
    }

    /** The pair of a split among the files of a folder. */
    public static IdxFiles choose(List<Path> images, Optional<Split> split, Path folder) {
        if (split.isPresent()) {
            Map<String, Path> byPart = new LinkedHashMap<>();
            images.forEach(file -> byPart.putIfAbsent(part(file), file));
            List<String> chosen = split.get().choose(byPart.keySet());
            if (chosen.size() == 1) {
                return of(byPart.get(chosen.get(0)));
            }
            throw new MetaFormerException("folder '" + folder + "' has IDX files, but "
                    + (chosen.isEmpty() ? "none" : "several") + " for the split '"
                    + split.get().requested()
                    + "'; there are " + fileNames(images)
                    + (chosen.isEmpty()
                            ? ""
                            : ", so keep one data set in a folder"
                                    + " or ask for a split by its full name, for instance '" + chosen.get(0) + "'"));
        }
        if (images.size() > 1) {
            throw new MetaFormerException("folder '" + folder + "' holds several IDX data sets, " + fileNames(images)
                    + "; say which split is wanted");
        }
        return of(images.get(0));
    }

    private static String fileNames(List<Path> files) {
        return PrintableNames.quoted(
                files.stream().map(file -> file.getFileName().toString()).toList());
    }
}
