package io.metaformer4j.vision.corruption.digital;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.plugins.jpeg.JPEGQTable;
import org.junit.jupiter.api.Test;

class JpegCompressionTest {

    private static final int VALUES = 64;

    /** libjpeg scales the tables of the standard by whole percents ({@code jpeg_quality_scaling}, {@code jcparam.c}). */
    private static int[] scaled(JPEGQTable table, int quality) {
        int percents = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return Arrays.stream(table.getTable())
                .map(value -> Math.max(1, Math.min(255, (value * percents + 50) / 100)))
                .sorted()
                .toArray();
    }

    /** The values of all tables of a file, each sorted, so that their order does not matter. */
    private static List<int[]> tables(byte[] file) {
        List<int[]> tables = new ArrayList<>();
        int at = 2;
        while ((file[at + 1] & 0xff) != 0xda) { // where the pixels begin
            int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
            if ((file[at + 1] & 0xff) == 0xdb) {
                for (int table = at + 4; table < at + 2 + length; table += 1 + VALUES) {
                    int[] values = new int[VALUES];
                    for (int i = 0; i < VALUES; i++) {
                        values[i] = file[table + 1 + i] & 0xff;
                    }
                    Arrays.sort(values);
                    tables.add(values);
                }
            }
            at += 2 + length;
        }
        return tables;
    }

    @Test
    void every_quality_has_the_tables_of_libjpeg() throws IOException {
        Picture picture = Picture.filled(8, 8, 200, 100, 50);
        for (int quality = 1; quality <= 100; quality++) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            picture.writeJpeg(file, quality);

            List<int[]> tables = tables(file.toByteArray());

            assertThat(tables).as("quality %d", quality).hasSize(2);
            assertThat(tables.get(0)).as("quality %d", quality).isEqualTo(scaled(JPEGQTable.K1Luminance, quality));
            assertThat(tables.get(1)).as("quality %d", quality).isEqualTo(scaled(JPEGQTable.K2Chrominance, quality));
        }
    }
}
