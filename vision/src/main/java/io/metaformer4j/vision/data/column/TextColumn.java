package io.metaformer4j.vision.data.column;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts in the order in which they were added: their UTF-8, and 4 bytes each for where they end. */
public final class TextColumn {

    private static final int PAGE = 1 << 16;

    /** Ends are numbers of 32 bits without a sign. */
    private static final long MOST_BYTES = (1L << 32) - 1;

    private final List<byte[]> pages = new ArrayList<>();
    private final IntColumn ends = new IntColumn();
    private long total;

    /**
     * Adds a text at the end.
     *
     * @throws MetaFormerException if all texts together are longer than 4 GiB
     */
    public void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (total + bytes.length > MOST_BYTES) {
            throw new MetaFormerException(
                    "the names of the pictures are longer than 4 GiB together; divide the data set");
        }
        for (int done = 0; done < bytes.length; ) {
            int inPage = (int) (total % PAGE);
            if (inPage == 0) {
                pages.add(new byte[PAGE]);
            }
            int count = Math.min(bytes.length - done, PAGE - inPage);
            System.arraycopy(bytes, done, pages.get(pages.size() - 1), inPage, count);
            done += count;
            total += count;
        }
        ends.add((int) total);
    }

    /**
     * A text.
     *
     * @param index its place, from 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public String get(int index) {
        long end = Integer.toUnsignedLong(ends.get(index));
        long from = index == 0 ? 0 : Integer.toUnsignedLong(ends.get(index - 1));
        byte[] bytes = new byte[(int) (end - from)];
        for (int done = 0; done < bytes.length; ) {
            int inPage = (int) ((from + done) % PAGE);
            int count = Math.min(bytes.length - done, PAGE - inPage);
            System.arraycopy(pages.get((int) ((from + done) / PAGE)), inPage, bytes, done, count);
            done += count;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many texts there are. */
    public int size() {
        return ends.size();
    }

    /** Memory of the arrays in bytes, without what a virtual machine adds to an array. */
    public long bytes() {
        return (long) PAGE * pages.size() + ends.bytes();
    }
}
