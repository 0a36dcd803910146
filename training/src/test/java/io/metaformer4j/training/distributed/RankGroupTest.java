package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankGroupTest {

    private static final RankTimeouts SHORT = new RankTimeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private static RankEnvironment rank(int rank, int port) {
        return new RankEnvironment(rank, 3, rank, 3, "127.0.0.1", port, "", false, Optional.empty());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void those_that_do_not_come_are_named() throws IOException {
        int port = freePort();
        assertThatThrownBy(() -> RankGroup.join(rank(0, port), SHORT, lost -> {}))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("rank 1 and rank 2 of 3 did not come within 1 s");
        assertThatThrownBy(() -> RankGroup.join(rank(1, port), SHORT, lost -> {}))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("nobody answers at 127.0.0.1:" + port + " within 1 s");
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RankGroup.join(rank(0, taken.getLocalPort()), SHORT, lost -> {}))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageStartingWith("rank 0 cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void one_process_agrees_with_itself() {
        try (RankGroup alone = RankGroup.join(RankEnvironment.ALONE, RankTimeouts.DEFAULT, lost -> {})) {
            assertThat(alone.isFirst()).isTrue();
            assertThat(alone.any(true)).isTrue();
            assertThat(alone.any(false)).isFalse();
            assertThat(alone.sums(1, 2)).containsExactly(1, 2);
            alone.requireSame("recipe", "whatever");
            alone.leave();
        }
    }

    @Test
    void signs_of_life_that_come_too_rarely_are_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RankTimeouts(second, second, second, second, second))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("every 1000 ms cannot be missed after 1000 ms");
    }
}
