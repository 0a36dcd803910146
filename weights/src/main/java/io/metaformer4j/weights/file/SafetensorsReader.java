package io.metaformer4j.weights.file;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.Shapes;
import io.metaformer4j.weights.TensorIndex;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads safetensors files.
 *
 * <p>Format (github.com/huggingface/safetensors, "Format"): an unsigned 64-bit header length, a JSON header padded
 * with spaces, then the tensors' bytes. Everything is checked before any tensor is touched: the header's length
 * against the file, strict UTF-8, no key twice, every shape against its byte range, and that the ranges cover the
 * rest of the file without gap or overlap.
 */
final class SafetensorsReader {

    /** The limit of the reference implementation. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    /** Names, which are nearly all of a large header, are kept. */
    private static final int HEAP_PER_HEADER_BYTE = 4;

    private static final int LENGTH_BYTES = Long.BYTES;

    private final FileBytes file;

    private SafetensorsReader(FileBytes file) {
        this.file = file;
    }

    static Checkpoint read(FileBytes file) {
        return new SafetensorsReader(file).read();
    }

    private Checkpoint read() {
        long headerLength = headerLength();
        SafetensorsHeader header = SafetensorsHeader.parse(file.slice(LENGTH_BYTES, headerLength), this::corrupt);
        long payloadStart = LENGTH_BYTES + headerLength;
        checkRanges(header.entries(), file.size() - payloadStart);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            Optional<DType> dtype = DType.ofSafetensorsName(entry.dtype());
            if (dtype.isEmpty()) {
                unreadable.put(entry.name(), "its element type " + PrintableText.of(entry.dtype()) + " is not known");
                continue;
            }
            long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
            checkShape(entry, dtype.get(), shape);
            long offset = payloadStart + entry.begin();
            long length = entry.end() - entry.begin();
            tensors.put(entry.name(), WeightTensor.lazy(dtype.get(), shape, () -> file.slice(offset, length)));
        }
        TensorIndex index = new TensorIndex(tensors, unreadable);
        return new Checkpoint(file.path(), CheckpointFormat.SAFETENSORS, index.tensors(), index, header.metadata());
    }

    private long headerLength() {
        if (file.size() < LENGTH_BYTES) {
            throw corrupt("has only " + file.size() + " bytes, too few for a header length; the file is truncated");
        }
        long length = file.slice(0, LENGTH_BYTES).getLong();
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw corrupt("declares a header of " + Long.toUnsignedString(length) + " bytes, more than the limit of "
                    + MAX_HEADER_BYTES);
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw corrupt("declares a header of " + length + " bytes, but only " + (file.size() - LENGTH_BYTES)
                    + " follow; the file is truncated");
        }
        if (length > ReadBudget.fitting(MAX_HEADER_BYTES, HEAP_PER_HEADER_BYTE)) {
            throw new UnsupportedCheckpointException("weights '" + file.path() + "' have a header of " + length
                    + " bytes, too long for Java's heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB; give it more with -Xmx");
        }
        return length;
    }

    private void checkShape(SafetensorsHeader.Entry entry, DType dtype, long[] shape) {
        long length = entry.end() - entry.begin();
        try {
            long needed = Math.multiplyExact(Shapes.elementCount(shape), dtype.width());
            if (needed == length) {
                return;
            }
            throw corrupt("has tensor '" + PrintableText.of(entry.name()) + "' of " + entry.describe()
                    + ", which needs " + needed + " bytes, but its offsets " + entry.begin() + " to " + entry.end()
                    + " hold " + length);
        } catch (ArithmeticException e) {
            throw corrupt(
                    "has tensor '" + PrintableText.of(entry.name()) + "' of impossible shape: " + entry.describe(), e);
        }
    }

    /** The ranges, in order, must start at 0, end at the end of the file, and join exactly. */
    private void checkRanges(List<SafetensorsHeader.Entry> entries, long payload) {
        List<SafetensorsHeader.Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                .thenComparingLong(SafetensorsHeader.Entry::end));
        long end = 0;
        for (SafetensorsHeader.Entry entry : sorted) {
            if (entry.end() > payload) {
                throw corrupt("has tensor '" + PrintableText.of(entry.name()) + "' at offsets " + entry.begin() + " to "
                        + entry.end() + ", but only " + payload
                        + " bytes of data follow the header; the file is truncated");
            }
            if (entry.begin() != end) {
                throw corrupt("has tensor '" + PrintableText.of(entry.name()) + "' at offset " + entry.begin()
                        + " where " + end
                        + " was expected; its data " + (entry.begin() < end ? "overlaps" : "leaves a hole after")
                        + " the tensor before it");
            }
            end = entry.end();
        }
        if (end != payload) {
            throw corrupt("has " + (payload - end) + " bytes after the last tensor that belong to no tensor");
        }
    }

    private CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException("weights '" + file.path() + "' " + text);
    }

    private CheckpointCorruptException corrupt(String text, Throwable cause) {
        return new CheckpointCorruptException("weights '" + file.path() + "' " + text, cause);
    }
}
