package io.metaformer4j.runtime.dnnl;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;

/** Memory outside the heap that begins with a cache line. The owner closes it. */
public final class NativeMemory implements AutoCloseable {

    /** Bytes of a cache line, and of the widest vector. */
    public static final int ALIGNMENT = 64;

    private final BytePointer block;
    private final long start;
    private final long bytes;

    /**
     * Allocates memory, whose content is not defined.
     *
     * @param bytes size, may be 0
     */
    public NativeMemory(long bytes) {
        this.bytes = bytes;
        this.block = new BytePointer(bytes + ALIGNMENT);
        this.start = -block.address() & (ALIGNMENT - 1);
    }

    /**
     * Allocates a copy of numbers.
     *
     * @param values the numbers
     * @return their memory
     */
    public static NativeMemory of(float[] values) {
        NativeMemory memory = new NativeMemory((long) Float.BYTES * values.length);
        memory.floats(0, values.length).put(values);
        return memory;
    }

    /**
     * Makes every byte the same.
     *
     * @param value the byte, from 0 to 255
     */
    public void fill(int value) {
        BytePointer.memset(at(0), value, bytes);
    }

    /**
     * Size of the memory.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes;
    }

    /** Where the memory begins, shifted by some bytes; valid until this is closed. */
    BytePointer at(long offset) {
        return block.getPointer(start + offset);
    }

    /**
     * A part of the memory, which lives as long as the whole.
     *
     * @param offset bytes from the start
     * @return where it begins
     */
    public Address address(long offset) {
        return new Address(this, offset);
    }

    /**
     * The memory as floats, valid until this is closed.
     *
     * @param offset bytes from the start
     * @param count number of floats
     * @return a view in native byte order
     */
    public FloatBuffer floats(long offset, long count) {
        BytePointer view = block.getPointer(start + offset);
        view.capacity(count * Float.BYTES);
        return view.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public void close() {
        block.close();
    }

    /**
     * A place in memory.
     *
     * @param memory the block
     * @param offset bytes from its start
     */
    public record Address(NativeMemory memory, long offset) {

        /**
         * A place further on.
         *
         * @param values number of floats between
         * @return the place
         */
        public Address plus(long values) {
            return new Address(memory, offset + values * Float.BYTES);
        }

        /**
         * A place further on, among values of another type than float32.
         *
         * @param values number of values between
         * @param type how a value is stored
         * @return the place
         */
        public Address plus(long values, ElementType type) {
            return new Address(memory, offset + values * type.bytes());
        }

        /**
         * Floats from here on, valid until the memory is closed.
         *
         * @param count number of floats
         * @return a view in native byte order
         */
        public FloatBuffer floats(long count) {
            return memory.floats(offset, count);
        }

        BytePointer pointer() {
            return memory.at(offset);
        }
    }
}
