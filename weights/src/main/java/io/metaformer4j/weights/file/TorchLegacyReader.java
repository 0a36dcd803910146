package io.metaformer4j.weights.file;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.weights.pickle.PickleInput;
import io.metaformer4j.weights.pickle.PickleNode;
import io.metaformer4j.weights.pickle.PickledCheckpoint;
import io.metaformer4j.weights.pickle.StorageSource;
import io.metaformer4j.weights.pickle.Unpickler;
import io.metaformer4j.zoo.PrintableText;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the stream that {@code torch.save} wrote before release 1.6: pickles of a magic number, the protocol version,
 * facts about the machine, the object, and the list of storage keys, followed by each storage as an element count and
 * raw bytes ({@code torch/serialization.py}, {@code _legacy_save}).
 */
final class TorchLegacyReader implements StorageSource {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL_VERSION = 1001;
    /** Numpy arrays lie in the pickle itself; what else may be there is counted by {@link ReadBudget}. */
    private static final long MAX_PICKLES = 1L << 30;

    private final FileBytes file;
    private final ByteBuffer head;
    private final Map<String, PickleNode.Storage> declared = new HashMap<>();
    private final Map<String, Long> positions = new HashMap<>();

    private TorchLegacyReader(FileBytes file) {
        this.file = file;
        this.head = file.slice(0, Math.min(file.size(), MAX_PICKLES));
    }

    static Checkpoint read(FileBytes file) {
        return new TorchLegacyReader(file).read();
    }

    private Checkpoint read() {
        PickleInput headerInput = input("header");
        Object header = pickle(headerInput);
        if (!MAGIC.equals(header)) {
            if (header instanceof PickleNode.Dictionary && !head.hasRemaining()) {
                return PickledCheckpoint.of(file.path(), CheckpointFormat.PICKLE, headerInput, header, this);
            }
            throw new UnsupportedCheckpointException("weights '" + file.path()
                    + "' are a bare pickle, not a checkpoint saved by torch.save; save model.state_dict() with it");
        }
        Object version = pickle("protocol version");
        if (!Long.valueOf(PROTOCOL_VERSION).equals(version)) {
            throw new UnsupportedCheckpointException("weights '" + file.path() + "' have protocol version "
                    + PrintableText.of(version instanceof PickleNode ? "that is no number" : String.valueOf(version))
                    + " where " + PROTOCOL_VERSION + " was expected; re-save them with torch 1.6 or later");
        }
        checkMachine(pickle("system information"));
        PickleInput objectInput = input("object");
        Object root = Unpickler.read(objectInput, this::declare);
        head.position(Math.toIntExact(objectInput.offset()));
        locate(keys(pickle("storage keys")));
        return PickledCheckpoint.of(file.path(), CheckpointFormat.TORCH_LEGACY, objectInput, root, this);
    }

    private Object pickle(String part) {
        return pickle(input(part));
    }

    private Object pickle(PickleInput in) {
        Object value = Unpickler.read(in, storage -> {
            throw corrupt("refers to a storage outside its object");
        });
        head.position(Math.toIntExact(in.offset()));
        return value;
    }

    private PickleInput input(String part) {
        return new PickleInput(file.path().toString(), "'" + part + "'", head, head.position());
    }

    private void checkMachine(Object systemInfo) {
        if (!(systemInfo instanceof PickleNode.Dictionary dictionary)) {
            throw corrupt("has system information that is not a dictionary");
        }
        int index = dictionary.keys.indexOf("little_endian");
        if (index >= 0 && !Boolean.TRUE.equals(dictionary.values.get(index))) {
            throw new UnsupportedCheckpointException("weights '" + file.path()
                    + "' were saved on a big-endian machine; re-save them on a little-endian one");
        }
    }

    private List<String> keys(Object node) {
        if (!(node instanceof PickleNode.Sequence list)) {
            throw corrupt("has storage keys that are not a list");
        }
        List<String> keys = new ArrayList<>();
        for (Object key : list.items) {
            if (!(key instanceof String text)) {
                throw corrupt("has a storage key that is not text");
            }
            keys.add(text);
        }
        return keys;
    }

    /** Notes a storage that the object pickle declares; two declarations of one storage must agree. */
    private void declare(PickleNode.Storage storage) {
        PickleNode.Storage other = declared.putIfAbsent(storage.key, storage);
        if (other != null && (other.dtype != storage.dtype || other.elements != storage.elements)) {
            throw corrupt("declares storage '" + PrintableText.of(storage.key) + "' in two ways");
        }
    }

    private void locate(List<String> keys) {
        long position = head.position();
        for (String key : keys) {
            PickleNode.Storage storage = declared.get(key);
            if (storage == null) {
                throw corrupt(
                        "stores '" + PrintableText.of(key) + "', which no tensor uses, so its element size is unknown");
            }
            if (position > file.size() - Long.BYTES) {
                throw corrupt("ends before storage '" + PrintableText.of(key) + "'; it is truncated");
            }
            long elements = file.slice(position, Long.BYTES).getLong();
            if (elements != storage.elements) {
                throw corrupt("stores " + elements + " elements as '" + PrintableText.of(key)
                        + "' where its tensors declare " + storage.elements);
            }
            position += Long.BYTES;
            long length = storage.elements * storage.dtype.width();
            if (length > file.size() - position) {
                throw corrupt("ends within storage '" + PrintableText.of(key) + "', which needs " + length
                        + " bytes of which only " + (file.size() - position) + " follow; it is truncated");
            }
            if (positions.put(key, position) != null) {
                throw corrupt("stores '" + PrintableText.of(key) + "' twice");
            }
            position += length;
        }
    }

    @Override
    public Slices find(PickleNode.Storage storage) {
        Long position = positions.get(storage.key);
        if (position == null) {
            throw corrupt("does not store '" + PrintableText.of(storage.key) + "', which a tensor needs");
        }
        return (offset, length) -> file.slice(position + offset, length);
    }

    private CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException("weights '" + file.path() + "': the stream " + text);
    }
}
