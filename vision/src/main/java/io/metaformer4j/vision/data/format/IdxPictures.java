package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
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
final class IdxPictures implements Dataset {

    private final Path file;
    private final RealPaths realPaths = new RealPaths();
    private final byte[] gray;
    private final int height;
    private final int width;

    /** Places of the samples in the file, and their classes. */
    private final SampleTable<Integer> samples;

    private IdxPictures(Path file, IdxArray images, SampleTable<Integer> samples) {
        this.file = file;
        this.gray = images.values();
        this.height = images.rows();
        this.width = images.columns();
        this.samples = samples;
    }

    static IdxPictures open(IdxFiles files, DatasetOptions options) throws IOException {
        Path images = files.images();
        Path labels = files.labels();
        IdxArray pictures = IdxArray.images(images);
        IdxArray classes = IdxArray.labels(labels);
        if (pictures.count() != classes.count() || pictures.count() == 0) {
            throw new MetaFormerException("'" + images + "' holds " + pictures.count() + " pictures and '" + labels
                    + "' holds " + classes.count() + " labels; they must be as many, and at least one");
        }
        int largest = 0;
        List<SampleTable.Found<Integer>> found = new ArrayList<>(classes.count());
        for (int i = 0; i < classes.count(); i++) {
            int label = classes.values()[i] & 0xff;
            largest = Math.max(largest, label);
            found.add(new SampleTable.Found<>(
                    PictureName.of(images.getFileName() + "#" + i), List.of(Integer.toString(label)), i));
        }
        Optional<ClassMap> map =
                options.classMap().filter(given -> options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT);
        if (map.isPresent() && largest >= map.get().size()) {
            throw new MetaFormerException(
                    "'" + labels + "' holds the label " + largest + ", but the class map has only "
                            + map.get().size() + " classes; does the map belong to this data set?");
        }
        return new IdxPictures(images, pictures, SampleTable.byText(found, options, images.toString()));
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public int label(int index) {
        return samples.label(index);
    }

    @Override
    public String name(int index) {
        return samples.name(index);
    }

    @Override
    public List<String> classNames() {
        return samples.classNames();
    }

    @Override
    public String origin(int index) {
        return realPaths.of(FilePlace.of(file.toAbsolutePath())) + "#" + samples.place(index);
    }

    @Override
    public List<String> notes() {
        return samples.notes();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) {
        int pixels = height * width;
        byte[] rgb = buffer.bytes(Picture.CHANNELS * pixels);
        for (int i = 0, from = samples.place(index) * pixels, to = 0; i < pixels; i++) {
            byte value = gray[from + i];
            rgb[to++] = value;
            rgb[to++] = value;
            rgb[to++] = value;
        }
        return new Sample.Pixels(Picture.of(width, height, rgb));
    }

    /** Has nothing to close: everything is in memory. */
    @Override
    public void close() {}
}
