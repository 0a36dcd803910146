package io.metaformer4j.vision.data.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where files really are: a link to the training folder is the training folder. Folders are looked up once. */
public final class RealPaths {

    private final Map<Path, Path> folders = new ConcurrentHashMap<>();

    /** The path of a file in its real folder; links of single files are not followed, for there may be millions. */
    public String of(FilePlace place) {
        return folders.computeIfAbsent(place.folder(), RealPaths::real)
                .resolve(place.leaf())
                .toString();
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize(); // it will be missed when it is read
        }
    }
}
