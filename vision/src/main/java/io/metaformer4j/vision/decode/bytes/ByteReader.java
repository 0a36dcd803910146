package io.metaformer4j.vision.decode.bytes;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;

/** Reads numbers from an image file at absolute positions; a position outside of the file means that it is cut off. */
final class ByteReader {

    private final EncodedImage image;

    ByteReader(EncodedImage image) {
        this.image = image;
    }

    int length() {
        return image.length();
    }

    int u8(int at) {
        if (at < 0 || at >= image.length()) {
            throw new ImageRejectedException(
                    image.name(), "is cut off in its header after " + image.length() + " bytes");
        }
        return image.bytes()[image.offset() + at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    int u16Little(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24Little(int at) {
        return u16Little(at) | u8(at + 2) << 16;
    }

    int i32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    int i32Little(int at) {
        return u16Little(at) | u16Little(at + 2) << 16;
    }

    /** Whether the four bytes at a position, if there are any, spell a tag. */
    boolean tag(int at, String tag) {
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
