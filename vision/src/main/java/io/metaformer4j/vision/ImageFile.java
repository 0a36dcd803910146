package io.metaformer4j.vision;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntFunction;

/**
 * An image file on disk. Only regular files are read, also through links: a pipe or a device may never end, or not even
 * begin.
 *
 * @param path where it is
 */
public record ImageFile(Path path) {

    /**
     * Reads the file.
     *
     * @param maxBytes the largest size that is accepted
     * @param memory gives an array of at least so many bytes
     * @return the encoded image, in an array that {@code memory} gave
     * @throws IOException if there is no such file, or it cannot be read
     * @throws ImageRejectedException if it is no regular file, or larger
     */
    public EncodedImage read(int maxBytes, IntFunction<byte[]> memory) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new ImageRejectedException(
                    path.toString(),
                    attributes.isDirectory()
                            ? "is a folder, not a picture; name the files in it"
                            : "is no regular file, but a pipe, device or socket; copy it to a file first");
        }
        if (attributes.size() > maxBytes) {
            throw new ImageRejectedException(
                    path.toString(),
                    "has " + attributes.size() + " bytes, more than the limit of " + maxBytes
                            + "; compress it more or scale it down");
        }
        int size = (int) attributes.size();
        byte[] bytes = memory.apply(size);
        try (InputStream stream = Files.newInputStream(path)) {
            int length = stream.readNBytes(bytes, 0, size);
            return EncodedImage.of(bytes, 0, length, path.toString());
        }
    }
}
