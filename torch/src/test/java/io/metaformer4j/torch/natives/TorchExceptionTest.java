package io.metaformer4j.torch.natives;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;

class TorchExceptionTest {

    @Test
    void a_native_failure_becomes_one_line() {
        assertThatThrownBy(() -> TorchException.translate("adding", () -> {
                    throw new IllegalStateException("shapes differ\nException raised from add\nframe #0");
                }))
                .isInstanceOf(TorchException.class)
                .hasMessage("adding failed: shapes differ");
    }

    @Test
    void our_own_errors_pass_unchanged() {
        MetaFormerException error = new MetaFormerException("batch is empty");
        assertThatThrownBy(() -> TorchException.translate("adding", () -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void a_machine_without_natives_is_told_where_to_look() {
        assertThatThrownBy(() -> TorchException.translate("adding", () -> {
                    throw new UnsatisfiedLinkError("no jnitorch in java.library.path\nmore");
                }))
                .isInstanceOf(TorchException.class)
                .hasMessageStartingWith("the native libraries of the engine cannot be loaded on ")
                .hasMessageContaining("(no jnitorch in java.library.path)")
                .hasMessageEndingWith("docs/platforms.md lists the platforms that have them and what each needs");
    }
}
