package io.metaformer4j.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.natives.TensorScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.pytorch.PrefixStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a group of libtorch refers to is there for as long as the group: nobody counts the references to it. */
class RankStoreTest {

    private RankStore store;

    @BeforeEach
    void connect() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RankEnvironment environment =
                new RankEnvironment(0, 2, 0, 2, "127.0.0.1", port, "run", false, Optional.empty());
        store = RankStore.connect(environment, true, Duration.ofMinutes(1));
    }

    @AfterEach
    void end() {
        store.close();
    }

    private PrefixStore handedOut() {
        try (TensorScope scope = TensorScope.open()) {
            return store.forGroup("group");
        }
    }

    @Test
    void what_was_handed_out_outlives_the_scope_and_ends_with_the_connection() {
        PrefixStore part = handedOut();
        assertThat(part.isNull()).isFalse();
        assertThat(part.add("counter", 3)).isEqualTo(3);
        assertThat(store.add("group/counter", 0)).isEqualTo(3);
        store.close();
        assertThat(part.isNull()).isTrue();
        store.close(); // by whoever else may have to
    }

    @Test
    void an_abandoned_connection_stays_with_its_group() {
        PrefixStore part = handedOut();
        store.abandon();
        store.close();
        assertThat(part.isNull()).isFalse();
        assertThat(part.add("counter", 1)).isEqualTo(1);
    }
}
