package io.metaformer4j.weights.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChunkCacheTest {

    private static final int CHUNK = 1000;

    /** A file in memory that notes what is wanted of it. */
    private static class Bytes implements RangeSource {

        final byte[] content;
        final List<String> fetched = Collections.synchronizedList(new ArrayList<>());

        Bytes(int size) {
            this.content = new byte[size];
            new Random(size).nextBytes(content);
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public byte[] fetch(long from, int count) throws IOException {
            fetched.add(from + "+" + count);
            byte[] part = new byte[count];
            System.arraycopy(content, (int) from, part, 0, count);
            return part;
        }
    }

    private static byte[] read(ChunkCache cache, RangeSource source, long from, int count) throws IOException {
        try (RangeChannel channel = new RangeChannel(source, cache)) {
            ByteBuffer target = ByteBuffer.allocate(count);
            channel.position(from);
            while (target.hasRemaining() && channel.read(target) >= 0) {}
            byte[] bytes = new byte[target.position()];
            target.flip().get(bytes);
            return bytes;
        }
    }

    private static byte[] part(Bytes source, int from, int count) {
        byte[] part = new byte[count];
        System.arraycopy(source.content, from, part, 0, count);
        return part;
    }

    @Test
    void sequential_reading_takes_whole_chunks() throws IOException {
        Bytes source = new Bytes(5500);
        ChunkCache cache = new ChunkCache(CHUNK, 4);
        for (int from = 0; from < 5500; from += 110) {
            assertThat(read(cache, source, from, 110)).isEqualTo(part(source, from, 110));
        }
        assertThat(source.fetched)
                .containsExactly("0+110", "0+1000", "1000+1000", "2000+1000", "3000+1000", "4000+1000", "5000+500");
    }

    @Test
    void reads_that_lie_apart_bring_what_is_wanted_and_nothing_else() throws IOException {
        Bytes source = new Bytes(100_000);
        ChunkCache cache = new ChunkCache(CHUNK, 4);
        for (int i = 0; i < 40; i++) {
            int from = i * 37 % 40 * 2500;
            assertThat(read(cache, source, from, 1200)).isEqualTo(part(source, from, 1200));
        }
        assertThat(source.fetched).hasSize(40).allMatch(fetched -> fetched.endsWith("+1200"));
    }

    @Test
    void an_order_that_a_buffer_mixed_brings_each_chunk_about_once() throws IOException {
        Bytes source = new Bytes(200_000);
        List<Integer> window = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        Random random = new Random(1);
        for (int from = 0; from < 200_000; from += 100) {
            window.add(from);
            if (window.size() == 40) {
                order.add(window.remove(random.nextInt(40)));
            }
        }
        order.addAll(window);
        ChunkCache cache = new ChunkCache(CHUNK, 40);
        for (int from : order) {
            assertThat(read(cache, source, from, 100)).isEqualTo(part(source, from, 100));
        }
        assertThat(source.fetched).hasSizeLessThan(220);
    }

    /** What is touched again only after a long while would be pushed out before, so that whole chunks bring little. */
    @Test
    void an_order_that_is_mixed_over_far_more_than_there_is_memory_for_brings_little_that_nobody_wants()
            throws IOException {
        Bytes source = new Bytes(2_000_000);
        List<Integer> window = new ArrayList<>();
        Random random = new Random(1);
        ChunkCache cache = new ChunkCache(CHUNK, 256);
        for (int from = 0; from < 2_000_000; from += 100) {
            window.add(from);
            if (window.size() == 5000) {
                read(cache, source, window.remove(random.nextInt(5000)), 100);
            }
        }
        for (int from : window) {
            read(cache, source, from, 100);
        }
        long bytes = source.fetched.stream()
                .mapToLong(fetched -> Long.parseLong(fetched.substring(fetched.indexOf('+') + 1)))
                .sum();
        assertThat((double) bytes / source.size()).isLessThan(2);
    }

    @Test
    void sixteen_places_that_are_read_by_turns_are_each_read_in_whole_chunks() throws IOException {
        Bytes source = new Bytes(160_000);
        ChunkCache cache = new ChunkCache(CHUNK, 64);
        for (int offset = 0; offset < 10_000; offset += 110) {
            for (int place = 0; place < 16; place++) {
                read(cache, source, place * 10_000 + offset, 100);
            }
        }
        assertThat(source.fetched).hasSize(16 + 160);
    }

    @Test
    void the_chunks_that_were_used_last_stay() throws IOException {
        Bytes first = new Bytes(3000);
        Bytes second = new Bytes(3000);
        ChunkCache cache = new ChunkCache(CHUNK, 2);
        for (int i = 0; i < 2; i++) {
            read(cache, first, 0, 10);
            read(cache, second, 0, 10);
        }
        assertThat(first.fetched).containsExactly("0+10", "0+1000");
        assertThat(second.fetched).containsExactly("0+10", "0+1000");
        read(cache, first, 500, 10);
        read(cache, second, 1000, 10);
        read(cache, first, 20, 10);
        assertThat(first.fetched).hasSize(2);
        assertThat(second.fetched).containsExactly("0+10", "0+1000", "1000+1000");
    }

    @Test
    void a_read_goes_over_the_ends_of_chunks_and_stops_at_the_end_of_the_file() throws IOException {
        Bytes source = new Bytes(2300);
        ChunkCache cache = new ChunkCache(CHUNK, 4);
        read(cache, source, 0, 1);
        assertThat(read(cache, source, 0, 5000)).isEqualTo(source.content);
        assertThat(read(cache, source, 2300, 10)).isEmpty();
        assertThat(read(cache, source, 9999, 10)).isEmpty();
    }

    @Test
    void a_chunk_that_two_want_is_fetched_once() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Bytes source = new Bytes(1000) {
            @Override
            public byte[] fetch(long from, int count) throws IOException {
                if (count == CHUNK) {
                    begun.countDown();
                    awaitQuietly(go);
                }
                return super.fetch(from, count);
            }
        };
        ChunkCache cache = new ChunkCache(CHUNK, 4);
        read(cache, source, 0, 10);
        CompletableFuture<byte[]> one = CompletableFuture.supplyAsync(() -> readQuietly(cache, source, 10));
        begun.await();
        CompletableFuture<byte[]> other = CompletableFuture.supplyAsync(() -> readQuietly(cache, source, 20));
        go.countDown();
        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(part(source, 10, 10));
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(part(source, 20, 10));
        assertThat(source.fetched).containsExactly("0+10", "0+1000");
    }

    private static byte[] readQuietly(ChunkCache cache, RangeSource source, long from) {
        try {
            return read(cache, source, from, 10);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_failed_is_fetched_again() throws IOException {
        List<Integer> failures = new ArrayList<>(List.of(1));
        Bytes source = new Bytes(1000) {
            @Override
            public byte[] fetch(long from, int count) throws IOException {
                if (count == CHUNK && !failures.isEmpty()) {
                    failures.clear();
                    throw new IOException("no such luck");
                }
                return super.fetch(from, count);
            }
        };
        ChunkCache cache = new ChunkCache(CHUNK, 4);
        read(cache, source, 0, 10);
        assertThatThrownBy(() -> read(cache, source, 10, 10)).hasMessage("no such luck");
        assertThat(read(cache, source, 10, 10)).isEqualTo(part(source, 10, 10));
    }

    @Test
    void a_channel_is_read_only_and_closed_for_good() throws IOException {
        RangeChannel channel = new RangeChannel(new Bytes(10), new ChunkCache(CHUNK, 4));
        assertThat(channel.size()).isEqualTo(10);
        assertThat(channel.position(4).position()).isEqualTo(4);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
        channel.close();
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }
}
