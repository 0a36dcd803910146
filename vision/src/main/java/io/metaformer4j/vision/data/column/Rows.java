package io.metaformer4j.vision.data.column;

import java.util.Objects;

/** Which of the pictures that were found are meant, in which order. Immutable. */
public final class Rows {

    private final int size;
    private final int[] rows;

    private Rows(int size, int[] rows) {
        this.size = size;
        this.rows = rows;
    }

    /** All of them, in the order in which they were found; takes no memory. */
    public static Rows all(int size) {
        return new Rows(size, new int[0]);
    }

    /** Some of them; the array is taken over and must not change. */
    public static Rows of(int[] rows) {
        return new Rows(rows.length, rows);
    }

    /** How many. */
    public int size() {
        return size;
    }

    /**
     * One of them.
     *
     * @param index which one, from 0
     * @return number of the picture among all that were found
     * @throws IndexOutOfBoundsException if there is none
     */
    public int get(int index) {
        Objects.checkIndex(index, size);
        return rows.length == 0 ? index : rows[index];
    }

    /** Memory of the array in bytes. */
    public long bytes() {
        return (long) Integer.BYTES * rows.length;
    }
}
