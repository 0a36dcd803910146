package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import javax.imageio.stream.ImageInputStreamImpl;

/** An image stream over some leading bytes followed by a part of an encoded image, without copies or cache files. */
final class ByteArrayInput extends ImageInputStreamImpl {

    private final byte[] head;
    private final byte[] body;
    private final int bodyOffset;
    private final int bodyLength;

    /** Reads a whole image. */
    ByteArrayInput(EncodedImage image) {
        this(new byte[0], image, 0);
    }

    /** Reads {@code head}, then the image from the byte {@code from} on. */
    ByteArrayInput(byte[] head, EncodedImage image, int from) {
        this.head = head;
        this.body = image.bytes();
        this.bodyOffset = image.offset() + from;
        this.bodyLength = image.length() - from;
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
        if (streamPos >= length()) {
            return -1;
        }
        int at = (int) streamPos;
        int count;
        if (at < head.length) {
            count = Math.min(length, head.length - at);
            System.arraycopy(head, at, target, offset, count);
        } else {
            count = Math.min(length, head.length + bodyLength - at);
            System.arraycopy(body, bodyOffset + at - head.length, target, offset, count);
        }
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return (long) head.length + bodyLength;
    }
}
