package io.metaformer4j.training;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * By what a data set is recognised when a run is resumed.
 *
 * @param samples number of pictures
 * @param sha256 digest of the names and labels of all pictures in order
 */
record DataFingerprint(long samples, String sha256) {

    static DataFingerprint of(Dataset dataset) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < dataset.size(); i++) {
                digest.update((dataset.name(i) + "\t" + dataset.label(i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return new DataFingerprint(dataset.size(), HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Map<String, Object> toData() {
        return Map.of("samples", samples, "sha256", sha256);
    }

    static DataFingerprint fromData(Map<?, ?> data) {
        if (data.get("samples") instanceof Long samples && data.get("sha256") instanceof String sha256) {
            return new DataFingerprint(samples, sha256);
        }
        throw new MetaFormerException("the checkpoint does not say which data it was trained on");
    }
}
