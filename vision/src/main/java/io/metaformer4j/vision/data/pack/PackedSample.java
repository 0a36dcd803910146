package io.metaformer4j.vision.data.pack;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.format.ImageFormat;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A sample as it stands in a shard.
 *
 * @param key what the names of its files begin with: its number in the data set, and its name as far as all readers
 *     take it
 * @param extension the kind of its picture
 * @param picture the bytes of its picture, valid until the buffer that they were read into is used again
 * @param label the number of its class
 */
record PackedSample(String key, String extension, EncodedImage picture, String label) {

    /** Readers end the key at the first dot, and take folders for splits. */
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]");

    /** With number and extension fewer than the 100 characters that every tar archive can hold. */
    private static final int LONGEST_NAME = 64;

    /** Reads a sample. A picture without a file becomes a PNG file. */
    static PackedSample read(Dataset<ClassTarget> dataset, int index, ReadBuffer buffer) throws IOException {
        Sample sample = dataset.sample(index, buffer);
        EncodedImage picture = sample.accept(new AsFile(dataset.name(index)));
        String leaf = ImageFileNames.leaf(dataset.name(index));
        return new PackedSample(
                key(index, leaf),
                sample.needsDecoding() ? extension(leaf, picture) : "png",
                picture,
                Integer.toString(dataset.target(index).label()));
    }

    private static String key(int index, String leaf) {
        int dot = leaf.lastIndexOf('.');
        String name = OTHER.matcher(dot <= 0 ? leaf : leaf.substring(0, dot)).replaceAll("_");
        return String.format(Locale.ROOT, "%08d_", index) + name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** All names of JPEG files become one, so that readers need to ask for one only. */
    private static String extension(String leaf, EncodedImage picture) {
        String extension = ImageFileNames.extension(leaf);
        if (!ImageFileNames.isPictureExtension(extension)) {
            extension = ImageFormat.sniff(picture)
                    .map(format -> format.name().toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new MetaFormerException("sample " + PrintableNames.quoted(leaf)
                            + " is no picture by its name, and none of a known kind by its content; leave it out"));
        }
        return switch (extension) {
            case "jpeg", "jpe", "jfif" -> "jpg";
            default -> extension;
        };
    }

    /** A sample as the bytes of an image file. */
    private static final class AsFile implements Sample.Visitor<EncodedImage> {

        private final String name;

        AsFile(String name) {
            this.name = name;
        }

        @Override
        public EncodedImage encoded(EncodedImage image) {
            return image;
        }

        @Override
        public EncodedImage pixels(Picture picture) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            try {
                picture.writePng(png);
            } catch (IOException e) {
                throw new UncheckedIOException("a picture in memory cannot be written to memory", e);
            }
            return EncodedImage.of(png.toByteArray(), name);
        }
    }
}
