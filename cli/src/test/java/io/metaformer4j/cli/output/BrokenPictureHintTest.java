package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BrokenPictureHintTest {

    private static String hint(Exception cause) {
        MetaFormerException failure = new SampleFailedException(3, "3.png", cause);
        return BrokenPictureHint.on(failure, ", and go on with --resume").getMessage();
    }

    @Test
    void pictures_are_left_out_only_where_they_are_at_fault() {
        assertThat(hint(new MetaFormerException("it is broken")))
                .endsWith(
                        "it is broken; mend or remove it, or leave such pictures out with --skip-broken, and go on with"
                                + " --resume");
        assertThat(hint(new IOException("Input/output error")))
                .endsWith("; the picture may be sound: check the disk, and go on with --resume");
        assertThat(hint(new UnavailableArchiveException("the server is down")))
                .endsWith("the server is down; the picture may be sound: see to its archive, and go on with --resume");
    }
}
