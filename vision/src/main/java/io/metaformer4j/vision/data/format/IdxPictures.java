package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gray pictures in the IDX format of the MNIST family, kept in memory; the gray value becomes red, green and blue.
 */
public final class IdxPictures implements PictureReader<Integer> {

    private final Path file;
    private final RealPaths realPaths = new RealPaths();
    private final byte[] gray;
    private final int height;
    private final int width;

    private IdxPictures(Path file, IdxArray images) {
        this.file = file;
        this.gray = images.values();
        this.height = images.rows();
        this.width = images.columns();
    }

    /**
     * Reads both files of a pair into memory.
     *
     * @throws MetaFormerException if they do not belong together
     */
    public static FoundPictures find(IdxFiles files, DatasetOptions options) throws IOException {
        Path images = files.images();
        Path labels = files.labels();
        IdxArray pictures = IdxArray.images(images);
        IdxArray classes = IdxArray.labels(labels);
        if (pictures.count() != classes.count() || pictures.count() == 0) {
            throw new MetaFormerException("'" + images + "' holds " + pictures.count() + " pictures and '" + labels
                    + "' holds " + classes.count() + " labels; they must be as many, and at least one");
        }
        List<SampleTable.Found<Integer>> found = new ArrayList<>(classes.count());
        for (int i = 0; i < classes.count(); i++) {
            int label = classes.values()[i] & 0xff;
            found.add(new SampleTable.Found<>(
                    PictureName.of(images.getFileName() + "#" + i), List.of(Integer.toString(label)), i));
        }
        return FoundPictures.of(options, chosen -> {
            requireKnown(classes, labels, chosen);
            return new FoundDataset<>(
                    SampleTable.byText(found, chosen, images.toString()), new IdxPictures(images, pictures));
        });
    }

    private static void requireKnown(IdxArray classes, Path labels, DatasetOptions options) {
        int largest = 0;
        for (byte label : classes.values()) {
            largest = Math.max(largest, label & 0xff);
        }
        Optional<ClassMap> map =
                options.classMap().filter(given -> options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT);
        if (map.isPresent() && largest >= map.get().size()) {
            throw new MetaFormerException(
                    "'" + labels + "' holds the label " + largest + ", but the class map has only "
                            + map.get().size() + " classes; does the map belong to this data set?");
        }
    }

    @Override
    public String origin(Integer place) {
        return realPaths.of(FilePlace.of(file.toAbsolutePath())) + "#" + place;
    }

    @Override
    public Sample read(Integer place, String name, ReadBuffer buffer) {
        int pixels = height * width;
        byte[] rgb = buffer.bytes(Picture.CHANNELS * pixels);
        for (int i = 0, from = place * pixels, to = 0; i < pixels; i++) {
            byte value = gray[from + i];
            rgb[to++] = value;
            rgb[to++] = value;
            rgb[to++] = value;
        }
        return new Sample.Pixels(Picture.of(width, height, rgb));
    }

    /** A picture has no file of its own. */
    @Override
    public long storedBytes(Integer place) {
        return -1;
    }
}
