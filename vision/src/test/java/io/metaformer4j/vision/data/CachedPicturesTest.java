package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedPicturesTest {

    private static final int PICTURE_BYTES = 4 * 3 * 3;

    /** Ten PNG files of 4x3 pixels that tell their index; the last one is broken. */
    private static final class Files implements Dataset {

        final AtomicInteger reads = new AtomicInteger();
        boolean closed;

        @Override
        public int size() {
            return 10;
        }

        @Override
        public int label(int index) {
            return index / 5;
        }

        @Override
        public String name(int index) {
            return index + ".png";
        }

        @Override
        public List<String> classNames() {
            return List.of("low", "high");
        }

        @Override
        public Sample sample(int index, ReadBuffer buffer) {
            reads.incrementAndGet();
            byte[] png = index == 9 ? new byte[20] : TestFiles.png(20 * index);
            byte[] shared = buffer.bytes(png.length);
            System.arraycopy(png, 0, shared, 0, png.length);
            return new Sample.Encoded(EncodedImage.of(shared, 0, png.length, name(index)));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Files source = new Files();

    private CachedPictures cache(long maxBytes) {
        return CachedPictures.of(source, ImageDecoder.standard(), maxBytes);
    }

    @Test
    void decodes_each_picture_once() throws IOException {
        CachedPictures cache = cache(1000);
        ReadBuffer buffer = new ReadBuffer();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 9; i++) {
                Sample sample = cache.sample(i, buffer);
                assertThat(sample).isInstanceOf(Sample.Pixels.class);
                assertThat(TestFiles.shade(cache, i)).isEqualTo(20 * i);
            }
        }
        assertThat(source.reads).hasValue(9);
        assertThat(cache.cachedBytes()).isEqualTo(9 * PICTURE_BYTES);
        assertThat(cache.size()).isEqualTo(10);
        assertThat(cache.label(7)).isEqualTo(1);
        assertThat(cache.name(7)).isEqualTo("7.png");
        assertThat(cache.classNames()).containsExactly("low", "high");
    }

    @Test
    void keeps_no_more_than_allowed_and_reads_the_rest_again() throws IOException {
        CachedPictures cache = cache(2 * PICTURE_BYTES + 5);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(TestFiles.shade(cache, i)).isEqualTo(20 * i);
            }
        }
        assertThat(source.reads).hasValue(4 + 2);
        assertThat(cache.cachedBytes()).isEqualTo(2 * PICTURE_BYTES);
        assertThat(cache.sample(3, new ReadBuffer())).isInstanceOf(Sample.Encoded.class);
    }

    @Test
    void a_broken_picture_is_an_error_each_time() {
        CachedPictures cache = cache(1000);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.sample(9, new ReadBuffer()))
                    .isInstanceOf(ImageRejectedException.class)
                    .hasMessageContaining("9.png");
        }
        assertThat(cache.cachedBytes()).isZero();
    }

    @Test
    void pixels_are_handed_through() throws IOException {
        Sample pixels = new Sample.Pixels(Picture.filled(2, 2, 1, 2, 3));
        Dataset decoded = new Dataset() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public int label(int index) {
                return 0;
            }

            @Override
            public String name(int index) {
                return "only";
            }

            @Override
            public List<String> classNames() {
                return List.of("only");
            }

            @Override
            public Sample sample(int index, ReadBuffer buffer) {
                return pixels;
            }

            @Override
            public void close() {}
        };
        try (CachedPictures cache = CachedPictures.of(decoded, ImageDecoder.standard(), 1000)) {
            assertThat(cache.sample(0, new ReadBuffer())).isSameAs(pixels);
            assertThat(cache.cachedBytes()).isZero();
        }
    }

    @Test
    void closes_its_source() throws IOException {
        cache(0).close();

        assertThat(source.closed).isTrue();
        assertThatThrownBy(() -> cache(-1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("-1");
    }
}
