package io.metaformer4j.vision;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Compares whole pictures with the digests that references are stored as. */
public final class PictureDigest {

    private PictureDigest() {}

    /** SHA-256 of a picture's values, in hexadecimal. */
    public static String sha256(Picture picture) {
        return sha256(picture.rgb(), picture.byteCount());
    }

    /** SHA-256 of the first of some values, in hexadecimal. */
    public static String sha256(byte[] values, int count) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(values, 0, count);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
