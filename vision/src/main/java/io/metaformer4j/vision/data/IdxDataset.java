package io.metaformer4j.vision.data;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Gray pictures in the IDX format of the MNIST family, kept in memory; the gray value becomes red, green and blue.
 */
final class IdxDataset implements Dataset {

    private final String source;
    private final byte[] gray;
    private final int height;
    private final int width;
    private final byte[] labels;
    private final List<String> classNames;

    private IdxDataset(String source, IdxArray images, byte[] labels, List<String> classNames) {
        this.source = source;
        this.gray = images.values();
        this.height = images.rows();
        this.width = images.columns();
        this.labels = labels;
        this.classNames = List.copyOf(classNames);
    }

    static IdxDataset open(Path images, Path labels, DatasetOptions options) throws IOException {
        IdxArray pictures = IdxArray.images(images);
        IdxArray classes = IdxArray.labels(labels);
        if (pictures.count() != classes.count() || pictures.count() == 0) {
            throw new MetaFormerException("'" + images + "' holds " + pictures.count() + " pictures and '" + labels
                    + "' holds " + classes.count() + " labels; they must be as many, and at least one");
        }
        int largest = 0;
        for (byte label : classes.values()) {
            largest = Math.max(largest, label & 0xff);
        }
        Optional<ClassMap> map = options.classMap();
        if (map.isPresent() && largest >= map.get().size()) {
            throw new MetaFormerException(
                    "'" + labels + "' holds the label " + largest + ", but the class map has only "
                            + map.get().size() + " classes; does the map belong to this data set?");
        }
        int count = largest + 1;
        List<String> names = map.map(ClassMap::names).orElseGet(() -> ClassMap.numbers(count));
        return new IdxDataset(images.getFileName().toString(), pictures, classes.values(), names);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int index) {
        return labels[index] & 0xff;
    }

    @Override
    public String name(int index) {
        return source + "#" + index;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) {
        int pixels = height * width;
        byte[] rgb = buffer.bytes(Picture.CHANNELS * pixels);
        for (int i = 0, from = index * pixels, to = 0; i < pixels; i++) {
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
