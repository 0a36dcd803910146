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
import io.metaformer4j.weights.zip.ZipArchive;
import io.metaformer4j.weights.zip.ZipRecord;
import io.metaformer4j.zoo.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Reads the zip archives of {@code torch.save}: {@code <root>/data.pkl} describes the object, {@code
 * <root>/data/<key>} hold the storages, {@code <root>/byteorder} says how (serialization notes of the PyTorch
 * documentation).
 */
final class TorchZipReader implements StorageSource {

    private static final String PICKLE = "data.pkl";
    /** Numpy arrays lie in the pickle itself; what else may be there is counted by {@link ReadBudget}. */
    private static final long MAX_PICKLE = 1L << 30;

    private final FileBytes file;
    private final Map<String, ZipRecord> records;
    private final String root;

    private TorchZipReader(FileBytes file, Map<String, ZipRecord> records) {
        this.file = file;
        this.records = records;
        this.root = root();
    }

    static Checkpoint read(FileBytes file) {
        return new TorchZipReader(file, ZipArchive.read(file)).read();
    }

    private Checkpoint read() {
        checkByteOrder();
        ZipRecord pickle = records.get(root + PICKLE);
        if (pickle.size() > MAX_PICKLE) {
            throw corrupt("has a data.pkl of " + pickle.size() + " bytes, more than the limit of " + MAX_PICKLE);
        }
        PickleInput in = new PickleInput(file.path().toString(), PICKLE, pickle.bytes(), 0);
        return PickledCheckpoint.of(
                file.path(), CheckpointFormat.TORCH_ZIP, in, Unpickler.read(in, storage -> {}), this);
    }

    /** The folder, ending in a slash, that holds the only data.pkl. */
    private String root() {
        List<String> found = records.keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .toList();
        if (found.size() != 1) {
            throw corrupt("has " + (found.isEmpty() ? "no" : "more than one")
                    + " record data.pkl; it is not a checkpoint saved by torch.save");
        }
        return found.get(0).substring(0, found.get(0).length() - PICKLE.length());
    }

    private void checkByteOrder() {
        ZipRecord record = records.get(root + "byteorder");
        if (record == null) {
            return;
        }
        String order = record.size() > 16
                ? "unknown"
                : StandardCharsets.UTF_8.decode(record.bytes()).toString();
        if (!order.equals("little")) {
            throw new UnsupportedCheckpointException("weights '" + file.path() + "' have byte order '" + order
                    + "'; only little-endian checkpoints can be read, so re-save it on such a machine");
        }
    }

    @Override
    public Slices find(PickleNode.Storage storage) {
        String name = root + "data/" + storage.key;
        ZipRecord record = records.get(name);
        if (record == null) {
            throw corrupt(
                    "has no record '" + PrintableText.of(name) + "', which a tensor needs; the file is incomplete");
        }
        long needed = storage.elements * storage.dtype.width();
        if (record.size() < needed) {
            throw corrupt("has a record '" + PrintableText.of(name) + "' of " + record.size()
                    + " bytes, too short for the " + needed + " bytes that a tensor needs");
        }
        return record;
    }

    private CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException("weights '" + file.path() + "': the archive " + text);
    }
}
