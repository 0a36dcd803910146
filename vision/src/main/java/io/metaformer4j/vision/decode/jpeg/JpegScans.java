package io.metaformer4j.vision.decode.jpeg;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
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
        JpegMarkers markers = new JpegMarkers(image, header.scan());
        int[] scans = new int[16];
        int count = 0;
        long visits = 0;
        int marker = markers.next();
        while (marker != JpegMarkers.NONE
                && marker != JpegHeader.END
                && count <= budget.options().maxScans()) {
            if (marker == JpegHeader.SCAN) {
                scans = count == scans.length ? Arrays.copyOf(scans, 2 * count) : scans;
                scans[count++] = markers.position();
                visits += visits(image, markers.position(), header);
            }
            marker = markers.next();
        }
        budget.requireScans(count, header.blocks(), visits, jpegs);
        return Arrays.copyOf(scans, count);
    }

    /** How many blocks the components of a scan have; those of all components if it does not name them properly. */
    private static long visits(EncodedImage image, int scan, JpegHeader header) {
        byte[] bytes = image.bytes();
        int end = image.offset() + image.length();
        int components = image.offset() + scan + 5;
        int count = components - 1 < end ? bytes[components - 1] : 0;
        long visits = 0;
        for (int i = 0; i < count && components + 2 * i < end; i++) {
            visits += header.blocks(bytes[components + 2 * i] & 0xff);
        }
        return visits == 0 ? header.blocks() : visits;
    }
}
