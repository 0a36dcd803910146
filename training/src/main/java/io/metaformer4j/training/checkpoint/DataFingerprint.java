package io.metaformer4j.training.checkpoint;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * By what a data set is recognised when a run is resumed.
 *
 * @param samples number of pictures
 * @param sha256 digest of the names and labels of all pictures in order
 * @param sizes digest of the sizes of their files in the same order; empty in old checkpoints
 */
public record DataFingerprint(long samples, String sha256, Optional<String> sizes) {

    /** Takes the fingerprint of a data set; asks every picture for the size of its file. */
    public static DataFingerprint of(Dataset<ClassTarget> dataset) {
        Sha256 digest = new Sha256();
        for (int i = 0; i < dataset.size(); i++) {
            digest.add((dataset.name(i) + "\t" + dataset.target(i).label() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return new DataFingerprint(dataset.size(), digest.hex(), Optional.of(sizes(dataset)));
    }

    private static String sizes(Dataset<ClassTarget> dataset) {
        long[] bytes = IntStream.range(0, dataset.size())
                .parallel()
                .mapToLong(dataset::storedBytes)
                .toArray();
        Sha256 digest = new Sha256();
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        for (long size : bytes) {
            digest.add(buffer.putLong(0, size).array());
        }
        return digest.hex();
    }

    /** Whether the pictures have the same names and labels. */
    boolean hasSameNames(DataFingerprint other) {
        return samples == other.samples && sha256.equals(other.sha256);
    }

    /** Whether the files have the same sizes, as far as that is known. */
    boolean hasSameSizes(DataFingerprint other) {
        return sizes.isEmpty() || other.sizes.isEmpty() || sizes.equals(other.sizes);
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("samples", samples);
        data.put("sha256", sha256);
        sizes.ifPresent(digest -> data.put("sizes_sha256", digest));
        return data;
    }

    static DataFingerprint fromData(Map<?, ?> data) {
        if (data.get("samples") instanceof Long samples && data.get("sha256") instanceof String sha256) {
            Optional<String> sizes =
                    data.get("sizes_sha256") instanceof String digest ? Optional.of(digest) : Optional.empty();
            return new DataFingerprint(samples, sha256, sizes);
        }
        throw new MetaFormerException("the checkpoint does not say which data it was trained on");
    }
}
