package io.metaformer4j.training.checkpoint;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * By what a data set is recognised when a run is resumed.
 *
 * @param samples number of pictures
 * @param sha256 digest of the names and targets of all pictures in order
 * @param sizes digest of the sizes of their files in the same order; empty in old checkpoints
 * @param shards digest of where the shards begin, by which the order depends on them; empty in old checkpoints
 */
public record DataFingerprint(long samples, String sha256, Optional<String> sizes, Optional<String> shards) {

    /**
     * Takes the fingerprint of a data set; asks every picture for the size of its file.
     *
     * @param <T> what is known of a picture
     * @param dataset the data set
     * @param target by what text a target is recognised
     * @return the fingerprint
     */
    public static <T> DataFingerprint of(Dataset<T> dataset, Function<T, String> target) {
        Sha256 digest = new Sha256();
        for (int i = 0; i < dataset.size(); i++) {
            String line = dataset.name(i) + "\t" + target.apply(dataset.target(i)) + "\n";
            digest.add(line.getBytes(StandardCharsets.UTF_8));
        }
        return new DataFingerprint(
                dataset.size(),
                digest.hex(),
                Optional.of(sizes(dataset)),
                Optional.of(digest(IntStream.of(dataset.shards()).asLongStream().toArray())));
    }

    private static String sizes(Dataset<?> dataset) {
        return digest(IntStream.range(0, dataset.size())
                .parallel()
                .mapToLong(dataset::storedBytes)
                .toArray());
    }

    private static String digest(long[] numbers) {
        Sha256 digest = new Sha256();
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        for (long number : numbers) {
            digest.add(buffer.putLong(0, number).array());
        }
        return digest.hex();
    }

    /** Whether the pictures have the same names and targets. */
    boolean hasSameNames(DataFingerprint other) {
        return samples == other.samples && sha256.equals(other.sha256);
    }

    /** Whether the files have the same sizes, as far as that is known. */
    boolean hasSameSizes(DataFingerprint other) {
        return sizes.isEmpty() || other.sizes.isEmpty() || sizes.equals(other.sizes);
    }

    /** Whether the same pictures lie in the same shards, as far as that is known. */
    boolean hasSameShards(DataFingerprint other) {
        return shards.isEmpty() || other.shards.isEmpty() || shards.equals(other.shards);
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("samples", samples);
        data.put("sha256", sha256);
        sizes.ifPresent(digest -> data.put("sizes_sha256", digest));
        shards.ifPresent(digest -> data.put("shards_sha256", digest));
        return data;
    }

    static DataFingerprint fromData(Map<?, ?> data) {
        if (data.get("samples") instanceof Long samples && data.get("sha256") instanceof String sha256) {
            return new DataFingerprint(samples, sha256, text(data, "sizes_sha256"), text(data, "shards_sha256"));
        }
        throw new MetaFormerException("the checkpoint does not say which data it was trained on");
    }

    private static Optional<String> text(Map<?, ?> data, String field) {
        return data.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
