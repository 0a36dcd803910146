package io.metaformer4j.benchmarks.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Training pictures of a certain number, as links in folders of classes, so that both sides read the same files. */
public final class LinkedPictures {

    /** How many classes pictures are dealt out to that lie in one folder: time does not depend on what labels mean. */
    private static final int DEALT = 10;

    private LinkedPictures() {}

    /**
     * Links pictures, spread evenly over those there are; where there are too few, some are linked several times.
     *
     * @param images folder of pictures, whose classes are the folders that hold them
     * @param folder where the links go; its classes have numbers for names, none of which is the name of a split
     * @param count number of links
     * @throws IOException if a folder cannot be read or written
     * @throws io.metaformer4j.zoo.MetaFormerException if there are no pictures
     */
    public static void link(Path images, Path folder, int count) throws IOException {
        List<Path> files = JpegFiles.in(images);
        List<Path> classes =
                files.stream().map(Path::getParent).distinct().sorted().toList();
        for (int i = 0; i < count; i++) {
            Path file = files.get((int) ((long) i * files.size() / count));
            int label = classes.size() > 1 ? classes.indexOf(file.getParent()) : i % DEALT;
            Path place = Files.createDirectories(folder.resolve(String.format(Locale.ROOT, "class%05d", label)));
            Files.createSymbolicLink(place.resolve(String.format(Locale.ROOT, "%06d.jpg", i)), file.toRealPath());
        }
    }
}
