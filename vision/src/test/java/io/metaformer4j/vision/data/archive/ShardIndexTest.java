package io.metaformer4j.vision.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardIndexTest {

    private static final long BYTES = 1L << 40;

    private static ArchiveListing listing() {
        ArchiveListing listing = new ArchiveListing();
        listing.add("a \"b\"\n.png", 512, 100);
        listing.labels().add("17");
        listing.add("a.seg.png", 2048, 3_000_000_000L);
        listing.labels().addMark(ArchiveListing.FURTHER);
        listing.add("far.png", BYTES - 512, 512);
        listing.labels().addMark(ArchiveListing.UNLABELLED);
        listing.addOther("x/README.md");
        listing.addOther("x/LICENSE");
        listing.addNote("something");
        return listing;
    }

    @Test
    void what_is_read_is_what_was_written() {
        ArchiveListing read =
                ShardIndex.read(ShardIndex.write(listing(), BYTES), BYTES).orElseThrow();
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.name(0)).isEqualTo("a \"b\"\n.png");
        assertThat(read.block(0)).isEqualTo(1);
        assertThat(read.bytes(0)).isEqualTo(100);
        assertThat(Integer.toUnsignedLong(read.bytes(1))).isEqualTo(3_000_000_000L);
        assertThat(Integer.toUnsignedLong(read.block(2)) * 512).isEqualTo(BYTES - 512);
        assertThat(read.labels().texts()).containsExactly("17");
        assertThat(read.labels().numbers().get(0)).isZero();
        assertThat(read.labels().numbers().get(1)).isEqualTo(ArchiveListing.FURTHER);
        assertThat(read.labels().numbers().get(2)).isEqualTo(ArchiveListing.UNLABELLED);
        assertThat(read.others()).containsExactly("x/README.md");
        assertThat(read.notes()).containsExactly("something");
    }

    @Test
    void an_index_of_an_archive_of_another_size_is_none() {
        byte[] index = ShardIndex.write(listing(), BYTES);
        assertThat(ShardIndex.read(index, BYTES + 512)).isEmpty();
    }

    @Test
    void an_index_of_an_archive_of_another_version_is_none() {
        byte[] index = ShardIndex.write(listing(), BYTES, Optional.of("\"v1\""));
        assertThat(ShardIndex.read(index, BYTES, Optional.of("\"v1\""))).isPresent();
        assertThat(ShardIndex.read(index, BYTES)).isPresent();
        assertThat(ShardIndex.read(index, BYTES, Optional.of("\"v2\""))).isEmpty();
        byte[] unversioned = ShardIndex.write(listing(), BYTES);
        assertThat(ShardIndex.read(unversioned, BYTES, Optional.of("\"v1\""))).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_none() {
        byte[] oddUnicode = {0, 0, (byte) 0xff, (byte) 0xfe, 0, 0, '{', 0};
        assertThat(ShardIndex.read(oddUnicode, BYTES)).isEmpty();
    }

    @Test
    void an_index_that_is_cut_off_is_none() {
        byte[] index = ShardIndex.write(listing(), BYTES);
        for (int length = 0; length < index.length - 1; length++) {
            assertThat(ShardIndex.read(Arrays.copyOf(index, length), BYTES))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "shard_index":1 | "shard_index":2
            "shard_index":1, | ''
            ,512,100, | ,513,100,
            ,512,100, | ,0,100,
            ,512,100, | ,-512,100,
            ,512,100, | ,512,-1,
            ,512,100, | ,512,1099511627776,
            ,512,100, | ,"512",100,
            ,"17"] | ,17]
            ,"17"] | ,"17","18"]
            "something" | 5
            """)
    void an_index_that_says_something_impossible_is_none(String right, String wrong) {
        String index = new String(ShardIndex.write(listing(), BYTES), StandardCharsets.UTF_8);
        assertThat(index).contains(right);
        byte[] changed = index.replace(right, wrong).getBytes(StandardCharsets.UTF_8);
        assertThat(ShardIndex.read(changed, BYTES)).isEqualTo(Optional.empty());
    }

    @Test
    void fields_that_came_later_are_passed_over() {
        String index = new String(ShardIndex.write(listing(), BYTES), StandardCharsets.UTF_8);
        byte[] newer = index.replace("\"others\"", "\"more\":{\"a\":[1,{}]},\"others\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(ShardIndex.read(newer, BYTES)).isPresent();
    }
}
