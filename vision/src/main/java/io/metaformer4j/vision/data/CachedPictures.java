package io.metaformer4j.vision.data;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A data set whose pictures are decoded once and kept in memory, for small data sets that are read many times.
 *
 * <p>Pictures are kept when they are first read, until the limit is reached; the others are read from the source each
 * time. Samples of the source that are pixels already are handed through. Closing it closes the source.
 *
 * @param <T> what is known of a picture
 */
public final class CachedPictures<T> extends DatasetView<T> {

    private final ImageDecoder decoder;
    private final long maxBytes;
    private final AtomicReferenceArray<Sample> pictures;
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean full;
    private volatile boolean closed;

    private CachedPictures(Dataset<T> source, ImageDecoder decoder, long maxBytes) {
        super(source);
        this.decoder = decoder;
        this.maxBytes = maxBytes;
        this.pictures = new AtomicReferenceArray<>(source.size());
    }

    /**
     * Keeps the decoded pictures of a data set.
     *
     * @param <T> what is known of a picture
     * @param source the data set; closed with the result
     * @param decoder what decodes its image files
     * @param maxBytes how many bytes of pixels may be kept, 3 per pixel
     * @return the same samples, from memory where possible
     * @throws MetaFormerException if the limit is negative
     */
    public static <T> CachedPictures<T> of(Dataset<T> source, ImageDecoder decoder, long maxBytes) {
        if (maxBytes < 0) {
            throw new MetaFormerException("cache of pictures has a limit of " + maxBytes + " bytes; give 0 or more");
        }
        return new CachedPictures<>(source, decoder, maxBytes);
    }

    /**
     * How much is kept so far.
     *
     * @return bytes of pixels
     */
    public long cachedBytes() {
        return bytes.get();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        if (closed) {
            throw new ClosedDatasetException(name(index));
        }
        Sample kept = pictures.get(index);
        if (kept != null) {
            return kept;
        }
        Sample sample = super.sample(index, buffer);
        if (full || !sample.needsDecoding()) {
            return sample;
        }
        Picture picture = sample.decode(decoder, buffer.decoding()).copy();
        Sample pixels = new Sample.Pixels(picture);
        if (!reserve(picture.byteCount())) {
            full = true;
        } else if (!pictures.compareAndSet(index, null, pixels)) {
            bytes.addAndGet(-picture.byteCount()); // another thread was faster
        }
        return pixels;
    }

    private boolean reserve(int count) {
        long taken = bytes.get();
        while (taken + count <= maxBytes) {
            if (bytes.compareAndSet(taken, taken + count)) {
                return true;
            }
            taken = bytes.get();
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}
