package io.metaformer4j.vision.data.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Whole numbers in the order in which they were added, 4 bytes each. */
public final class IntColumn {

    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;

    /** There may be a thousand archives of a few pictures each. */
    private static final int SMALLEST_PAGE = 16;

    private final List<int[]> pages = new ArrayList<>();
    private int size;

    /** Adds a number at the end. */
    public void add(int value) {
        int inPage = size & (PAGE - 1);
        if (inPage == 0) {
            pages.add(new int[SMALLEST_PAGE]);
        }
        int last = pages.size() - 1;
        if (inPage == pages.get(last).length) {
            pages.set(last, Arrays.copyOf(pages.get(last), 2 * inPage));
        }
        pages.get(last)[inPage] = value;
        size++;
    }

    /**
     * A number.
     *
     * @param index its place, from 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public int get(int index) {
        Objects.checkIndex(index, size);
        return pages.get(index >>> PAGE_BITS)[index & (PAGE - 1)];
    }

    /** How many numbers there are. */
    public int size() {
        return size;
    }

    /** Memory of the arrays in bytes, without what a virtual machine adds to an array. */
    public long bytes() {
        return pages.stream()
                .mapToLong(page -> (long) Integer.BYTES * page.length)
                .sum();
    }
}
