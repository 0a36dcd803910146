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
     * @param header where its first scan is, and which blocks it has
     * @param jpegs how many files like this one the picture consists of
     * @param budget says how many scans there may be
     * @return positions of the markers in ascending order
     */
    static int[] find(EncodedImage image, JpegHeader header, int jpegs, DecodeBudget budget) {
        byte[] bytes = image.bytes();
        int end = image.offset() + image.length();
        int at = image.offset() + header.scan();
        int[] scans = new int[16];
        int count = 0;
        long visits = 0;
        while (at < end - 1 && count <= budget.options().maxScans()) {
            if (bytes[at] != (byte) 0xff) {
                at++;
                continue;
            }
            int marker = bytes[at + 1] & 0xff;
            if (marker == JpegHeader.END) {
                break;
            }
            if (marker == JpegHeader.SCAN) {
                scans = count == scans.length ? Arrays.copyOf(scans, 2 * count) : scans;
                scans[count++] = at - image.offset();
                visits += visits(bytes, at, end, header);
            }
            at = JpegHeader.behind(bytes, at, end);
        }
        budget.requireScans(count, header.blocks(), visits, jpegs);
        return Arrays.copyOf(scans, count);
    }

    /** How many blocks the components of a scan have; those of all components if it does not name them properly. */
    private static long visits(byte[] bytes, int scan, int end, JpegHeader header) {
        int count = scan + 4 < end ? bytes[scan + 4] : 0;
        long visits = 0;
        for (int i = 0; i < count && scan + 5 + 2 * i < end; i++) {
            visits += header.blocks(bytes[scan + 5 + 2 * i] & 0xff);
        }
        return visits == 0 ? header.blocks() : visits;
    }
}
