package io.metaformer4j.weights.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest that bytes are added to; digests are lower-case hexadecimal digits. Confined to one thread. */
public final class Sha256 {

    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    /** Starts with no bytes. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform promises SHA-256", e);
        }
    }

    /** The digest of some bytes. */
    public static String of(byte[] bytes) {
        Sha256 sha256 = new Sha256();
        sha256.add(bytes);
        return sha256.hex();
    }

    /**
     * The digest of a file.
     *
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha256.digest.update(buffer, 0, count);
            }
        }
        return sha256.hex();
    }

    /** Adds bytes behind those before. */
    public void add(byte[] bytes) {
        digest.update(bytes);
    }

    /** The digest of what was added; afterwards this starts again with no bytes. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
