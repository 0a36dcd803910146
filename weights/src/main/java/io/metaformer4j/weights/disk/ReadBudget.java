package io.metaformer4j.weights.disk;

import io.metaformer4j.weights.CheckpointCorruptException;
import java.util.function.Function;

/**
 * What describing the content of one pickle may cost. A few bytes of a pickle can ask for gigabytes or for years: by referring
 * to one value millions of times, by keys that can only be told apart one by one, by names made of long parts. So everything
 * that costs more than the bytes that ask for it is counted here.
 *
 * <p>The limits lie far above those of any training checkpoint, and lower where Java has little heap, so that a file is
 * refused before the heap is full.
 */
final class ReadBudget {

    /** Bytes of opcodes, numbers and short strings. */
    static final long MAX_TEXT_BYTES = 64L << 20;

    /** Most heap taken by a value that counts once, estimated at 25 to 70 bytes, doubled for the collector. */
    private static final long HEAP_PER_VALUE = 128;

    /** Heap of a named tensor in all indices, beside the characters of its name. */
    private static final long HEAP_PER_TENSOR = 640;

    private static final long MAX_VALUES = 4_000_000;
    private static final long MAX_COMPARED = 64L << 20;
    private static final long MAX_NAMED = 100_000;
    private static final long MAX_NAME_CHARACTERS = 32L << 20;
    /** Tensors with stride 0 may be larger than their storages, but not by surprise. */
    static final long MAX_EXPANDED_BYTES = 64L << 20;

    private final long heap;
    private final Function<String, CheckpointCorruptException> corrupt;
    private long values;
    private long compared;
    private long named;
    private long nameCharacters;
    private long textBytes;
    private long expandedBytes;

    /**
     * @param heap most bytes of heap that Java may use
     * @param corrupt makes the error for a description of what is wrong
     */
    ReadBudget(long heap, Function<String, CheckpointCorruptException> corrupt) {
        this.heap = heap;
        this.corrupt = corrupt;
    }

    /** The most of something that this process has the heap for, but not more than the format allows. */
    static long fitting(long most, long heapEach) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / heapEach);
    }

    /** Counts values that are made. */
    void values(long count) {
        values += count;
        require(values, Math.min(MAX_VALUES, heap / HEAP_PER_VALUE), "makes more than %d values");
    }

    /** Counts characters of keys that are hashed and compared. */
    void compared(long characters) {
        compared += characters;
        require(compared, MAX_COMPARED, "has dictionary keys that take more than %d steps to tell apart");
    }

    /** Counts a tensor that gets a name. */
    void named(int characters) {
        named++;
        nameCharacters += characters;
        require(named, Math.min(MAX_NAMED, heap / 4 / HEAP_PER_TENSOR), "names more than %d tensors");
        require(
                nameCharacters,
                Math.min(MAX_NAME_CHARACTERS, heap / 16),
                "gives its tensors names of more than %d characters altogether");
    }

    /** Counts bytes of text that are copied to the heap. */
    void text(long bytes) {
        textBytes += bytes;
        require(textBytes, Math.min(MAX_TEXT_BYTES, heap / 4), "holds more than %d bytes of text");
    }

    /** Counts bytes by which a tensor is larger than what is stored of it. */
    void expanded(long bytes) {
        expandedBytes += bytes;
        require(
                expandedBytes,
                MAX_EXPANDED_BYTES,
                "has tensors spread over a storage that is more than %d bytes smaller; save contiguous copies of them");
    }

    private void require(long count, long limit, String text) {
        if (count > limit || count < 0) {
            throw corrupt.apply(String.format(text, limit));
        }
    }
}
