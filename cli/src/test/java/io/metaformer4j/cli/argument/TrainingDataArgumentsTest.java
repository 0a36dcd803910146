package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingDataArgumentsTest {

    @Test
    void decoded_pictures_never_fill_the_heap() {
        assertThat(TrainingDataArguments.cacheBytes(1024, 8L << 30)).isEqualTo(1L << 30);
        assertThat(TrainingDataArguments.cacheBytes(1024, 900L << 20)).isEqualTo(300L << 20);
    }
}
