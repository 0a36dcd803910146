package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Device;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Which process takes which graphics card, and what is said where there is none. */
class RankDevicesTest {

    private static final Device CARD = new Device(Device.Kind.CUDA, 0);

    /** One of eight processes, of which four are on each machine, or it is not known how many. */
    private static RankEnvironment rank(int localRank, int localSize) {
        return new RankEnvironment(4 + localRank, 8, localRank, localSize, "node7", 1, "", false, Optional.empty());
    }

    private static void assumeNativesForProcessors() {
        assumeTrue(
                torch.class.getClassLoader().getResource("org/bytedeco/cuda/presets/nccl.class") == null,
                "natives for graphics cards are there");
    }

    @Test
    void each_process_of_a_machine_takes_the_card_of_its_number_there() {
        assertThat(RankDevices.card(rank(0, 4), 4)).isEqualTo(CARD);
        assertThat(RankDevices.card(rank(3, 4), 4)).isEqualTo(new Device(Device.Kind.CUDA, 3));
        assertThat(RankDevices.card(rank(2, 0), 8)).isEqualTo(new Device(Device.Kind.CUDA, 2));
        assertThat(RankDevices.of(rank(3, 4), Device.Kind.CPU)).isEqualTo(Device.CPU);
    }

    @Test
    void more_processes_of_a_machine_than_cards_are_refused_in_all_of_them() {
        for (int localRank = 0; localRank < 4; localRank++) {
            RankEnvironment rank = rank(localRank, 4);
            assertThatThrownBy(() -> RankDevices.card(rank, 2))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageStartingWith(
                            "4 ranks are to train on graphics cards of one machine, where libtorch sees 2;");
        }
        assertThatThrownBy(() -> RankDevices.card(rank(2, 0), 2)).hasMessageStartingWith("3 ranks are to train");
    }

    @Test
    void natives_for_processors_are_refused_with_the_build_that_is_needed_before_anybody_is_waited_for() {
        assumeNativesForProcessors();
        String needed = "several graphics cards train together through NCCL, which this build lacks; use a build for"
                + " graphics cards, that of the Maven profile gpu (docs/platforms.md)";
        for (int attempt = 0; attempt < 2; attempt++) { // classes that could not be loaded fail otherwise from then on
            assertThatThrownBy(() -> RankDevices.of(rank(0, 4), Device.Kind.CUDA))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessage(needed);
            assertThatThrownBy(() -> RankGroup.join(rank(0, 4), CARD, RankTimeouts.DEFAULT, lost -> {}))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessage(needed);
        }
    }

    @Test
    void a_library_that_the_system_lacks_is_named() {
        LinkageError failure = new UnsatisfiedLinkError("no jnitorch_nccl in java.library.path");
        failure.initCause(new UnsatisfiedLinkError("libnccl.so.2: cannot open shared object file\nand more"));
        assertThat(NcclGroup.missing(failure))
                .hasMessage("NCCL, through which several graphics cards train together, cannot be loaded (libnccl.so.2:"
                        + " cannot open shared object file); install NVIDIA's driver, CUDA and NCCL 2 where the system"
                        + " looks for libraries (docs/platforms.md)")
                .hasCause(failure);
    }

    @Test
    void a_first_sum_that_is_wrong_is_an_error() {
        assertThatCode(() -> NcclGroup.requireSum(8, 36)).doesNotThrowAnyException();
        assertThatThrownBy(() -> NcclGroup.requireSum(8, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("NCCL adds up the numbers from 1 to 8 to 1.0 instead of 36.0;");
    }
}
