package io.metaformer4j.weights.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.TensorIndex;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads a checkpoint in several files, safetensors or PyTorch's, through its index, a JSON object whose {@code weight_map}
 * names the file of each tensor (transformers' sharded checkpoints).
 */
final class ShardedReader {

    private static final long MAX_INDEX = 100_000_000;
    /** The index is read as a whole, and nearly all of it is names, which are kept. */
    private static final int HEAP_PER_INDEX_BYTE = 6;

    private final FileBytes index;

    private ShardedReader(FileBytes index) {
        this.index = index;
    }

    static Checkpoint read(FileBytes index) throws IOException {
        return new ShardedReader(index).read();
    }

    private Checkpoint read() throws IOException {
        CheckpointFormat format = CheckpointFormat.SAFETENSORS;
        Map<String, String> fileOf = weightMap();
        Map<String, Checkpoint> shards = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(fileOf.values())) {
            Checkpoint shard = openShard(name);
            format = shard.format();
            shards.put(name, shard);
        }
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        fileOf.forEach((tensor, file) -> {
            Checkpoint shard = shards.get(file);
            if (shard.tensors().containsKey(tensor)) {
                tensors.put(tensor, shard.tensors().get(tensor));
            } else if (shard.unreadable().containsKey(tensor)) {
                unreadable.put(tensor, shard.unreadable().get(tensor));
            } else {
                throw corrupt("names tensor '" + PrintableText.of(tensor) + "' in '" + PrintableText.of(file)
                        + "', which does not hold it");
            }
        });
        shards.forEach((file, shard) -> {
            metadata.putAll(shard.metadata());
            refuseUnlisted(fileOf.keySet(), file, shard);
        });
        return new Checkpoint(
                index.path(),
                format,
                Collections.unmodifiableMap(new LinkedHashMap<String, Object>(tensors)),
                new TensorIndex(tensors, unreadable),
                metadata);
    }

    private void refuseUnlisted(Set<String> listed, String file, Checkpoint shard) {
        for (String tensor : shard.tensors().keySet()) {
            if (!listed.contains(tensor)) {
                throw corrupt("does not list tensor '" + PrintableText.of(tensor) + "', which is in '"
                        + PrintableText.of(file) + "'");
            }
        }
    }

    /** A shard must be a plain file name in the folder of the index. */
    private Checkpoint openShard(String name) throws IOException {
        boolean plain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
        if (!plain) {
            throw corrupt("names the file '" + PrintableText.of(name)
                    + "', but only plain file names in the same folder are accepted");
        }
        Path path = sibling(name);
        if (!Files.isRegularFile(path)) {
            throw corrupt(
                    "names the file '" + PrintableText.of(name) + "', which is not beside it; download all parts");
        }
        FileBytes shard = FileBytes.map(path);
        return switch (FileKind.of(shard)) {
            case SAFETENSORS -> SafetensorsReader.read(shard);
            case ZIP -> TorchZipReader.read(shard);
            case PICKLE -> TorchLegacyReader.read(shard);
            case JSON ->
                throw corrupt("names the file '" + PrintableText.of(name)
                        + "', which is not a safetensors file or PyTorch checkpoint");
        };
    }

    private Path sibling(String name) {
        try {
            return index.path().resolveSibling(name);
        } catch (InvalidPathException e) {
            throw corrupt("names the file '" + PrintableText.of(name) + "', which no file here can be called");
        }
    }

    private Map<String, String> weightMap() throws IOException {
        long limit = ReadBudget.fitting(MAX_INDEX, HEAP_PER_INDEX_BYTE);
        if (index.size() > limit) {
            throw corrupt("has " + index.size() + " bytes, more than the limit of " + limit);
        }
        ByteBuffer bytes = index.slice(0, index.size());
        byte[] json = new byte[bytes.remaining()];
        bytes.get(json);
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxDocumentLength(MAX_INDEX)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(json)) {
            return weightMap(parser);
        } catch (JacksonException e) {
            throw new CheckpointCorruptException(
                    "weights '" + index.path() + "' are JSON, but not a valid index of a sharded checkpoint: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private Map<String, String> weightMap(JsonParser parser) throws IOException {
        Map<String, String> fileOf = new LinkedHashMap<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!field.equals("weight_map")) {
                parser.skipChildren();
            } else if (value != JsonToken.START_OBJECT) {
                throw corrupt("has a weight_map that is not an object");
            } else {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String tensor = parser.currentName();
                    if (parser.nextToken() != JsonToken.VALUE_STRING) {
                        throw corrupt("does not name a file for tensor '" + PrintableText.of(tensor) + "'");
                    }
                    fileOf.put(tensor, parser.getText());
                }
            }
        }
        if (fileOf.isEmpty()) {
            throw new UnsupportedCheckpointException("weights '" + index.path()
                    + "' are JSON without a weight_map; name a checkpoint or the index of a sharded one");
        }
        return fileOf;
    }

    private CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException("weights '" + index.path() + "': the index " + text);
    }
}
