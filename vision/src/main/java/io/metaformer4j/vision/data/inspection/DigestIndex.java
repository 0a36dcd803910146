package io.metaformer4j.vision.data.inspection;

/**
 * Which sample had a digest first. A map of objects would take several times the 40 to 48 bytes that this takes for
 * each sample, and there may be millions.
 */
final class DigestIndex {

    private static final int WORDS = 4;

    private final long[] words;

    /** Index of a sample plus one, or 0; at least half of them stay free, so that searches are short. */
    private final int[] slots;

    DigestIndex(int samples) {
        words = new long[Math.multiplyExact(WORDS, samples)];
        slots = new int[Math.multiplyExact(4, Integer.highestOneBit(samples))];
    }

    /**
     * Notes the digest of a sample.
     *
     * @param index which sample
     * @param digest its digest
     * @return the sample that was noted with this digest before; the given one if there is none
     */
    int first(int index, ContentDigest.Value digest) {
        int slot = slot(digest.first());
        while (slots[slot] != 0) {
            int other = slots[slot] - 1;
            if (at(other).equals(digest)) {
                return other;
            }
            slot = slot(slot + 1L);
        }
        slots[slot] = index + 1;
        words[WORDS * index] = digest.first();
        words[WORDS * index + 1] = digest.second();
        words[WORDS * index + 2] = digest.third();
        words[WORDS * index + 3] = digest.fourth();
        return index;
    }

    /** Digests are as good as random, so that their last bits do as a hash. */
    private int slot(long number) {
        return (int) (number & (slots.length - 1));
    }

    private ContentDigest.Value at(int index) {
        int at = WORDS * index;
        return new ContentDigest.Value(words[at], words[at + 1], words[at + 2], words[at + 3]);
    }
}
