package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pair of IDX files.
 *
 * @param images for instance {@code train-images-idx3-ubyte.gz}
 * @param labels for instance {@code train-labels-idx1-ubyte.gz}
 * @param part what stands before {@code images}, for instance {@code train}
 */
record IdxFiles(Path images, Path labels, String part) {

    private static final Pattern IMAGES = Pattern.compile("(.*?)[-_.]?images([-.])idx3-ubyte(\\.gz)?");

    static boolean isImages(String fileName) {
        return IMAGES.matcher(fileName).matches();
    }

    /** The pair that a file of pictures belongs to. */
    static IdxFiles of(Path images) {
        String name = images.getFileName().toString();
        Matcher matcher = IMAGES.matcher(name);
        if (!matcher.matches()) {
            throw new MetaFormerException("'" + images
                    + "' is not named like an IDX file of pictures, for instance train-images-idx3-ubyte.gz");
        }
        int place = name.lastIndexOf("images");
        String other = name.substring(0, place) + "labels" + matcher.group(2) + "idx1-ubyte";
        for (String candidate : List.of(other, other + ".gz")) {
            Path labels = images.resolveSibling(candidate);
            if (Files.exists(labels)) {
                return new IdxFiles(images, labels, matcher.group(1));
            }
        }
        throw new MetaFormerException(
                "'" + images + "' has no labels beside it; put " + other + " into the same folder");
    }

    /** The pair of a split among the files of a folder. */
    static IdxFiles choose(List<Path> images, Optional<Split> split, Path folder) {
        if (split.isPresent()) {
            for (String name : split.get().names()) {
                for (Path file : images) {
                    if (of(file).part().equals(name)) {
                        return of(file);
                    }
                }
            }
            throw new MetaFormerException("folder '" + folder + "' has IDX files, but none for the split '"
                    + split.get().requested() + "'; there are " + fileNames(images));
        }
        if (images.size() > 1) {
            throw new MetaFormerException("folder '" + folder + "' holds several IDX data sets, " + fileNames(images)
                    + "; say which split is wanted");
        }
        return of(images.get(0));
    }

    private static List<String> fileNames(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
