package io.metaformer4j.vision.decode.bytes;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An image stream over some leading bytes followed by a part of an encoded image, without copies or cache files. Reading
 * fails once decoding has taken too long, which also interrupts native code that asks for more bytes.
 */
final class ByteArrayInput extends ImageInputStreamImpl {

    private final DecodeBudget budget;
    private final int[] stops;
    private int nextStop;

    private final byte[] head;
    private final byte[] body;
    private final int bodyOffset;
    private final int bodyLength;

    /** Reads a whole image. */
    ByteArrayInput(EncodedImage image, DecodeBudget budget) {
        this(new byte[0], image, 0, image.length(), new int[0], budget);
    }

    /**
     * Reads {@code head}, then the image.
     *
     * @param head the first bytes
     * @param image the image
     * @param from the first byte of the image to read
     * @param to the byte after the last
     * @param stops positions in the image, ascending, over which no read goes: whoever reads has to ask again there
     * @param budget says whether there is time left
     */
    ByteArrayInput(byte[] head, EncodedImage image, int from, int to, int[] stops, DecodeBudget budget) {
        this.budget = budget;
        this.stops = stops.clone();
        for (int i = 0; i < stops.length; i++) {
            this.stops[i] += head.length - from;
        }
        this.head = head;
        this.body = image.bytes();
        this.bodyOffset = image.offset() + from;
        this.bodyLength = to - from;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= length()) {
            return -1;
        }
        int at = (int) streamPos++;
        return (at < head.length ? head[at] : body[bodyOffset + at - head.length]) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        budget.requireTime();
        if (streamPos >= length()) {
            return -1;
        }
        int at = (int) streamPos;
        int count = Math.min(length, untilStop(at));
        if (at < head.length) {
            count = Math.min(count, head.length - at);
            System.arraycopy(head, at, target, offset, count);
        } else {
            count = Math.min(count, head.length + bodyLength - at);
            System.arraycopy(body, bodyOffset + at - head.length, target, offset, count);
        }
        streamPos += count;
        return count;
    }

    private int untilStop(int at) {
        while (nextStop > 0 && stops[nextStop - 1] > at) {
            nextStop--;
        }
        while (nextStop < stops.length && stops[nextStop] <= at) {
            nextStop++;
        }
        return nextStop < stops.length ? stops[nextStop] - at : Integer.MAX_VALUE;
    }

    @Override
    public long length() {
        return (long) head.length + bodyLength;
    }
}
