package io.metaformer4j.vision.data.inspection;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.Sample;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 digest of a sample: of its file's bytes, or of size and pixels where it has no file. Confined to one
 * thread.
 */
final class ContentDigest implements Sample.Visitor<ContentDigest.Value> {

    private final MessageDigest sha256;

    /** The 32 bytes of a digest, big-endian. */
    record Value(long first, long second, long third, long fourth) {}

    ContentDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform promises SHA-256", e);
        }
    }

    @Override
    public Value encoded(EncodedImage image) {
        sha256.update(image.bytes(), image.offset(), image.length());
        return value();
    }

    @Override
    public Value pixels(Picture picture) {
        sha256.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(picture.width())
                .putInt(picture.height())
                .flip());
        sha256.update(picture.rgb(), 0, picture.byteCount());
        return value();
    }

    private Value value() {
        ByteBuffer bytes = ByteBuffer.wrap(sha256.digest());
        return new Value(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
