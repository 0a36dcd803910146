package io.metaformer4j.torch.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.openblas.global.openblas.blas_get_num_threads;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.metaformer4j.engine.machine.Processor;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlasTest {

    @BeforeEach
    void loadNatives() {
        NativeLibraries.load();
        assumeFalse(Blas.describe().equals("MKL"), "MKL shares libtorch's threads");
    }

    @Test
    void openblas_stays_on_one_thread_where_onednn_has_the_work() {
        assumeFalse(Processor.ofThisMachine().hidesCaches(), "matrix products take the place of convolutions");
        try (TorchThreads.Scope threads = TorchThreads.scope(OptionalInt.of(TorchThreads.get() + 1))) {
            assertThat(blas_get_num_threads()).isEqualTo(1);
        }
        assertThat(blas_get_num_threads()).isEqualTo(1);
    }
}
