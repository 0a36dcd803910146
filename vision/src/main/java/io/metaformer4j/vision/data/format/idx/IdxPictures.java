package io.metaformer4j.vision.data.format.idx;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.data.format.FilePlace;
import io.metaformer4j.vision.data.format.RealPaths;
import io.metaformer4j.vision.data.layout.Candidates;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gray pictures in the IDX format of the MNIST family, kept in memory; the gray value becomes red, green and blue.
 */
public final class IdxPictures implements PictureReader {

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
        PictureNames names = new PictureNames();
        LabelColumn texts = new LabelColumn();
        for (int i = 0; i < classes.count(); i++) {
            names.add(images.getFileName() + "#" + i);
            texts.add(Integer.toString(classes.values()[i] & 0xff));
        }
        Candidates found = Candidates.of(names, names.folders(), Rows.all(names.size()), texts);
        return FoundPictures.of(options, chosen -> {
            requireKnown(classes, labels, chosen);
            return new FoundDataset(
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
    public String origin(int picture) {
        return realPaths.of(FilePlace.of(file.toAbsolutePath())) + "#" + picture;
    }

    @Override
    public Sample read(int picture, String name, ReadBuffer buffer) {
        int pixels = height * width;
        byte[] rgb = buffer.bytes(Picture.CHANNELS * pixels);
        for (int i = 0, from = picture * pixels, to = 0; i < pixels; i++) {
            byte value = gray[from + i];
            rgb[to++] = value;
            rgb[to++] = value;
            rgb[to++] = value;
        }
        return new Sample.Pixels(Picture.of(width, height, rgb));
    }

    /** A picture has no file of its own. */
    @Override
    public long storedBytes(int picture) {
        return -1;
    }

    @Override
    public int shard(int picture) {
        return 0;
    }

    @Override
    public long indexBytes() {
        return 0;
    }
}
