package io.metaformer4j.vision;

import java.util.Objects;

/**
 * The bytes of an image file, as found in a file, an archive member or a request, with a name for error messages.
 *
 * <p>The array is shared, not copied; it must not change while the image is being decoded.
 */
public final class EncodedImage {

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final String name;

    private EncodedImage(byte[] bytes, int offset, int length, String name) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.name = name;
    }

    /**
     * Wraps a whole array.
     *
     * @param bytes the file's bytes
     * @param name what error messages call it, for instance its path
     * @return the image over that array
     */
    public static EncodedImage of(byte[] bytes, String name) {
        return of(bytes, 0, bytes.length, name);
    }

    /**
     * Wraps a part of an array.
     *
     * @param bytes an array that contains the file's bytes
     * @param offset index of the first byte
     * @param length number of bytes
     * @param name what error messages call it, for instance its path
     * @return the image over that part
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public static EncodedImage of(byte[] bytes, int offset, int length, String name) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return new EncodedImage(bytes, offset, length, Objects.requireNonNull(name, "name"));
    }

    /**
     * The array that holds the bytes; shared.
     *
     * @return the backing array
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Where the file starts in the array.
     *
     * @return index of the first byte
     */
    public int offset() {
        return offset;
    }

    /**
     * The size of the file.
     *
     * @return number of bytes
     */
    public int length() {
        return length;
    }

    /**
     * What error messages call the image.
     *
     * @return the name, for instance a path
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name + " (" + length + " bytes)";
    }
}
