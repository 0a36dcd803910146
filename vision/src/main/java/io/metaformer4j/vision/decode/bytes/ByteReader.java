package io.metaformer4j.vision.decode.bytes;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;

/** Reads numbers from an image file at absolute positions; a position outside of the file means that it is cut off. */
public final class ByteReader {

    private final EncodedImage image;

    /** Reads an image file. */
    public ByteReader(EncodedImage image) {
        this.image = image;
    }

    /** Number of bytes of the file. */
    public int length() {
        return image.length();
    }

    /** An unsigned byte. */
    public int u8(int at) {
        if (at < 0 || at >= image.length()) {
            throw new ImageRejectedException(
                    image.name(), "is cut off in its header after " + image.length() + " bytes");
        }
        return image.bytes()[image.offset() + at] & 0xff;
    }

    /** Two unsigned bytes, the high one first. */
    public int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Two unsigned bytes, the low one first. */
    public int u16Little(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    /** Three unsigned bytes, the low one first. */
    public int u24Little(int at) {
        return u16Little(at) | u8(at + 2) << 16;
    }

    /** Four signed bytes, the high one first. */
    public int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    /** Four signed bytes, the low one first. */
    public int i32Little(int at) {
        return u16Little(at) | u16Little(at + 2) << 16;
    }

    /** Whether the four bytes at a position, if there are any, spell a tag. */
    public boolean tag(int at, String tag) {
        if (at < 0 || at > image.length() - tag.length()) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            if (u8(at + i) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
