package io.metaformer4j.cli.quantize;

import io.metaformer4j.cli.command.PictureFiles;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.PictureFeed;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of a folder, some if there are many: evenly over all of them in the order of their names, so that every class has its share.
 *
 * @param files the pictures
 */
record CalibrationPictures(List<Path> files) {

    static CalibrationPictures in(Path folder, int most) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new MetaFormerException(
                    "'" + folder + "' is no folder; name one with pictures like those that the model will see");
        }
        List<Path> all = new ArrayList<>();
        for (PictureFiles.Found found : PictureFiles.in(folder)) {
            if (found.failure().isPresent()) {
                throw found.failure().get();
            }
            all.add(found.file());
        }
        if (all.isEmpty()) {
            throw new MetaFormerException("there are no pictures in '" + folder
                    + "'; name a folder with pictures like those that the model will see");
        }
        return new CalibrationPictures(spread(all, most));
    }

    private static List<Path> spread(List<Path> all, int most) {
        int count = Math.min(most, all.size());
        List<Path> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / count)));
        }
        return List.copyOf(chosen);
    }

    int count() {
        return files.size();
    }

    /** Some of them as batches of one picture each. */
    List<ImageBatch> read(int most, PictureFeed feed) throws IOException {
        List<ImageBatch> batches = new ArrayList<>();
        for (Path file : spread(files, most)) {
            batches.add(feed.read(ImageSource.of(file)));
        }
        return batches;
    }
}
