package io.metaformer4j.weights.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void the_example_of_the_standard_has_its_digest_however_the_bytes_come() throws IOException {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve("abc"), abc);
        assertThat(Sha256.of(abc)).isEqualTo(OF_ABC);
        assertThat(Sha256.of(file)).isEqualTo(OF_ABC);
        Sha256 sha256 = new Sha256();
        for (byte letter : abc) {
            sha256.add(new byte[] {letter});
        }
        assertThat(sha256.hex()).isEqualTo(OF_ABC);
    }
}
