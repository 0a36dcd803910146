package io.metaformer4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchingTest {

    /** The largest batch that takes no torn pair, no empty replica and no more of an update than an epoch has. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # size, accumulation, replicas, repeats, pictures, processes, pairs, fitted
              128,  1,            1,        0,       1000,     1,         false, 128
              128,  1,            1,        0,       41,       1,         false, 41
              128,  1,            1,        0,       41,       1,         true,  40
              128,  1,            1,        0,       40,       3,         true,  36
              128,  1,            1,        0,       40,       3,         false, 40
              128,  1,            1,        0,       1000,     3,         true,  126
              128,  4,            1,        0,       40,       1,         false, 10
              128,  4,            1,        0,       40,       3,         true,  6
              128,  64,           1,        0,       40,       1,         false, 1
              128,  2,            4,        0,       41,       3,         true,  18
              128,  8,            4,        0,       41,       3,         false, 12
              128,  1,            4,        0,       13,       3,         true,  12
              32,   1,            3,        0,       1000,     20,        false, 60
              32,   1,            1,        0,       1000,     20,        true,  40
              512,  1,            1,        3,       300,      1,         false, 256
              512,  1,            1,        3,       255,      1,         true,  254
            """)
    void a_batch_fits_pictures_processes_and_replicas(
            int size,
            int accumulation,
            int replicas,
            double repeats,
            int pictures,
            int processes,
            boolean pairs,
            int fitted) {
        Batching batching = new Batching(size, accumulation, replicas).withRepeats(repeats);
        assertThat(batching.fitted(pictures, processes, pairs)).isEqualTo(batching.withSize(fitted));
    }

    @Test
    void too_few_pictures_to_be_shared_are_told_with_what_shares_them() {
        assertThatThrownBy(() -> new Batching(128, 1, 2).fitted(5, 3, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage(
                        "a batch needs at least 6 pictures to be shared (processes: 3, replicas of each: 2, mixed in"
                                + " pairs), but the training data have 5; use fewer processes or replicas, do not mix, or add"
                                + " pictures");
    }
}
