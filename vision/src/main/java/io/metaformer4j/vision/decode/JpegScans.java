package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import java.util.Arrays;

/**
 * Where the scans of a JPEG start. Each scan of a progressive file may go over all of the picture, however few bytes it
 * has, so their number bounds the work.
 */
final class JpegScans {

    private JpegScans() {}

    /**
     * Finds the scans by their markers, as a decoder would come across them.
     *
     * @param image the file
     * @param first position of the first scan's marker
     * @param budget says how many there may be
     * @return positions of the markers in ascending order
     */
    static int[] find(EncodedImage image, int first, DecodeBudget budget) {
        byte[] bytes = image.bytes();
        int end = image.offset() + image.length();
        int at = image.offset() + first;
        int[] scans = new int[16];
        int count = 0;
        while (at < end - 1) {
            if (bytes[at] != (byte) 0xff) {
                at++;
                continue;
            }
            int marker = bytes[at + 1] & 0xff;
            if (marker == JpegHeader.END) {
                break;
            }
            if (marker == JpegHeader.SCAN) {
                if (count == budget.options().maxScans()) {
                    throw budget.rejected("is a JPEG of more than " + count
                            + " scans, which takes too long to decode; save it again in an ordinary form");
                }
                scans = count == scans.length ? Arrays.copyOf(scans, 2 * count) : scans;
                scans[count++] = at - image.offset();
            }
            at = JpegHeader.behind(bytes, at, end);
        }
        return Arrays.copyOf(scans, count);
    }
}
